"""The published sample of a ProcessRequest, with valid values where it has words of a template."""

import datetime
import re
import uuid

from fixture import SHARED
from resources import personnummer

FILE = SHARED / "formats/rivta/activity-request-1/samples/processrequest-2.xml"
WHY_NOT = "no published samples here: BRYGGA_SHARED names no folder with formats/rivta"


def filled_sample(sender: str, receiver: str, request_id: str) -> str:
    """REQUIRES: FILE is there. The units are HSA-ids."""
    text = FILE.read_text()
    units = iter((sender, sender, receiver))
    text = re.sub(r'careUnitId extension="careUnitId"', lambda _: f'careUnitId extension="{next(units)}"', text)
    if next(units, None):
        raise AssertionError("the sample has other units than it had")
    for old, new in (("${logicalAddress}", receiver),
                     ("${personId}", personnummer(datetime.date(2014, 10, 11), 17)),
                     ("asd#123", request_id),
                     (">urn</urn2:urn>", f">urn:uuid:{uuid.uuid4()}</urn2:urn>")):
        if old not in text:
            raise AssertionError(f"the sample has no {old}")
        text = text.replace(old, new)
    return text
