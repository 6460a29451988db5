"""Fails if a message id in gateway/ is not described in docs/issues/ or docs/operations.md.

usage: check_message_ids.py <repository root>
"""

import pathlib
import re
import sys

ID = re.compile(r'"([A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+)"')
# Look like ids and are none.
NOT_IDS = {"AES-256-GCM", "AES-256-WRAP-PAD"}


def without_comments(text: str) -> str:
    return re.sub(r"//[^\n]*", "", text)


def main() -> int:
    root = pathlib.Path(sys.argv[1])
    pages = [*sorted((root / "docs/issues").glob("*.md")), root / "docs/operations.md"]
    described = "\n".join(page.read_text() for page in pages)
    missing = []
    for source in sorted((root / "gateway").rglob("*.[ch]pp")):
        for found in ID.findall(without_comments(source.read_text())):
            if found not in NOT_IDS and found not in described:
                missing.append(f"{source.relative_to(root)}: {found} is not described in docs/issues")
    print("\n".join(missing) or "every message id is described")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
