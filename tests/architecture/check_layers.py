"""Fails if a file in gateway/ includes or uses something that its layer must not know.

usage: check_layers.py <repository root>

The layers, their order and what each may include are read from the CMake files, so that there is
one list. The tables below say where an outside library or a risky call may appear, and which
function has one caller only.
"""

import fnmatch
import pathlib
import re
import sys

# Include prefix -> the only files (globs below gateway/) that may have it.
LIBRARIES = {
    "rapidjson/": ["codec/json_*"],
    "pugixml.hpp": ["codec/xml_*"],
    "libxml/": ["rivta/xsd_*"],
    "sqlite3.h": ["store/sqlite_*"],
    "libpq-fe.h": ["store/pg_*"],
    "boost/": ["http/*"],
    "openssl/": ["http/*", "security/*", "delivery/cpprest_sender*"],
    "cpprest/": ["delivery/cpprest_sender*"],
    "pplx/": ["delivery/cpprest_sender*"],
    "spdlog/": ["base/log.*"],
    "fmt/": ["base/*"],
    "yaml-cpp/": ["app/*"],
    "CLI/": ["app/*"],
    "re2/": ["fhirpath/*"],
    "date/": ["fhir/date_*"],
    "utf8proc.h": ["fhir/*", "fhirpath/*", "search/*", "app/cli/terminal_text.*"],
    "zlib.h": ["conformance/packages/gzip_*"],
}

# Pattern -> (files that may use it, what to use instead).
CALLS = {
    r"(system|steady|high_resolution)_clock::now|\btime\(nullptr\)|clock_gettime": (
        ["base/clock.*"], "a Clock that is passed in"),
    r"std::random_device|\brand\(\)|getrandom": (["base/random.*"], "a RandomSource that is passed in"),
    r"std::regex": ([], "a scanner: std::regex recurses on its input"),
    r"std::(cout|cerr)|\bprintf\(": (["app/*", "conformance/schemac/*", "base/log.*"], "base/log.hpp"),
    r"\bthrow\b": (["base/code_table.hpp"], "Result<T>"),
    r"\bcatch *\(\.\.\.\)": ([], "catch (const std::exception&) at the edge"),
    r"(?<![\w.>])new +[A-Za-z_:]|\bdelete +[A-Za-z_]": ([], "std::make_unique or a value"),
    r"\bconst_cast\b": ([], "a typed interface"),
    r"\breinterpret_cast\b": (
        ["http/*", "store/sqlite_*", "security/*", "conformance/*", "rivta/xsd_*", "fhir/arena.cpp",
         "codec/json_*", "codec/text_check.*", "codec/xml_*", "base/*", "delivery/cpprest_sender*"], "a typed interface"),
    r"\busing namespace\b": ([], "names with their namespace"),
}

# One door (architecture.md 5b): the store's write port has one caller.
ONE_DOOR = {
    r"\bstore::Writer\b|\bWriter *& *writer": ["store/*", "exchange/*", "app/*"],
}

MAX_LINES = 350

# Words that a name of ours does not hold.
EMPTY_NAMES = re.compile(r"\b(class|struct) \w*(Manager|Helper|Util|Utils|Impl|Info)\b")


def read_layers(root: pathlib.Path) -> dict[str, set[str]]:
    """Layer name -> the layers it may include: itself and what it names, all the way down."""
    order = re.search(r"foreach\(layer IN ITEMS([^)]*)\)", (root / "gateway/CMakeLists.txt").read_text())
    layers: dict[str, set[str]] = {}
    for name in order[1].split():
        cmake = root / "gateway" / name / "CMakeLists.txt"
        if not cmake.exists():
            continue
        body = re.search(r"^gateway_layer\(\s*" + name + r"\b([^)]*)\)", cmake.read_text(), re.MULTILINE)
        if not body:
            sys.exit(f"gateway/{name}/CMakeLists.txt: no gateway_layer({name} ...)")
        section = re.search(r"\bDEPENDS\s+([\w\s]*?)(?=\bSOURCES\b|\bLIBRARIES\b|$)", body[1])
        named = set(section[1].split()) if section else set()
        if not named <= layers.keys():
            sys.exit(f"gateway/{name}/CMakeLists.txt: {sorted(named - layers.keys())} is not below it")
        layers[name] = named | {name}
    return layers


def strip_comments(text: str) -> str:
    return re.sub(r"//[^\n]*|/\*.*?\*/", lambda m: "\n" * m[0].count("\n"), text, flags=re.DOTALL)


def allowed(path: str, globs: list[str]) -> bool:
    return any(fnmatch.fnmatch(path, glob) for glob in globs)


def check_include(inside: str, layer: str, target: str, layers: dict[str, set[str]]) -> str | None:
    if target.startswith("gateway/"):
        below = target.split("/")[1]
        return None if below in layers[layer] else f"{layer} must not include {target}"
    for prefix, globs in LIBRARIES.items():
        if target.startswith(prefix) and not allowed(inside, globs):
            return f"{target} belongs in {', '.join(globs)}"
    return None


def check_code(inside: str, line: str) -> list[str]:
    code = re.sub(r'"(\\.|[^"\\])*"', '""', line)
    found = [f"use {instead}" for pattern, (globs, instead) in CALLS.items()
             if re.search(pattern, code) and not allowed(inside, globs)]
    found += [f"only {', '.join(globs)} may write to the store" for pattern, globs in ONE_DOOR.items()
              if re.search(pattern, code) and not allowed(inside, globs)]
    if EMPTY_NAMES.search(code):
        found.append("the name says nothing: which idea is it?")
    return found


def check_file(path: pathlib.Path, root: pathlib.Path, layers: dict[str, set[str]]) -> list[str]:
    inside = str(path.relative_to(root / "gateway"))
    layer = inside.split("/")[0]
    if layer not in layers:
        return [f"{inside}:1: no layer called {layer}"]
    text = path.read_text()
    lines = strip_comments(text).splitlines()
    found = []
    if text.count("\n") > MAX_LINES:
        found.append(f"{inside}:{MAX_LINES}: {text.count(chr(10))} lines; split the file by what it does")
    if path.suffix == ".hpp" and not text.startswith("//"):
        found.append(f"{inside}:1: a header begins with a line that says what it is")
    for number, line in enumerate(lines, 1):
        include = re.match(r'\s*#\s*include\s*[<"]([^>"]+)', line)
        if include:
            problem = check_include(inside, layer, include[1], layers)
            found += [f"{inside}:{number}: {problem}"] if problem else []
        else:
            found += [f"{inside}:{number}: {problem}" for problem in check_code(inside, line)]
    return found


def unlisted(root: pathlib.Path, layers: dict[str, set[str]]) -> list[str]:
    """Sources that no CMake file builds: code that no test has seen."""
    found = []
    for layer in layers:
        folder = root / "gateway" / layer
        listed = "\n".join(cmake.read_text() for cmake in folder.rglob("CMakeLists.txt"))
        for path in sorted(folder.rglob("*.cpp")):
            if path.name not in listed:
                found.append(f"{path.relative_to(root / 'gateway')}:1: not in any CMakeLists.txt")
    return found


def main() -> int:
    root = pathlib.Path(sys.argv[1])
    layers = read_layers(root)
    sources = sorted((root / "gateway").rglob("*.[ch]pp"))
    found = [problem for path in sources for problem in check_file(path, root, layers)]
    found += unlisted(root, layers)
    print("\n".join(found) or f"{len(sources)} files in {len(layers)} layers: no finding")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
