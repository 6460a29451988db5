"""The fence is tested too: each kind of offence, put into a small tree, is found."""

import pathlib
import subprocess
import sys
import tempfile

CHECK = pathlib.Path(__file__).with_name("check_layers.py")

# name -> (file below gateway/, its text, words that the finding must hold)
OFFENCES = {
    "upward include": ("base/a.hpp", '// A.\n#include "gateway/store/b.hpp"\n', "must not include"),
    "library out of place": ("base/a.cpp", "#include <sqlite3.h>\n", "belongs in"),
    "real time": ("store/a.cpp", "auto t = std::chrono::system_clock::now();\n", "Clock"),
    "exception": ("store/a.cpp", "void f() { throw 1; }\n", "Result<T>"),
    "second door": ("rest/a.cpp", "void f(store::Writer& w);\n", "may write to the store"),
    "long file": ("store/a.cpp", "int x;\n" * 351, "split the file"),
    "no banner": ("store/a.hpp", "#pragma once\n", "begins with a line"),
    "empty name": ("store/a.cpp", "class OutboxManager {};\n", "says nothing"),
    "unlisted source": ("store/forgotten.cpp", "int x;\n", "not in any CMakeLists.txt"),
    "clean": ("store/a.cpp", '#include "gateway/base/b.hpp"\n// throw away\n', None),
}


def run(relative: str, text: str) -> tuple[int, str]:
    with tempfile.TemporaryDirectory() as folder:
        gateway = pathlib.Path(folder, "gateway")
        gateway.mkdir()
        (gateway / "CMakeLists.txt").write_text("foreach(layer IN ITEMS\n base store rest)\n")
        for layer, below in (("base", ""), ("store", "DEPENDS base"), ("rest", "DEPENDS base store")):
            (gateway / layer).mkdir()
            (gateway / layer / "CMakeLists.txt").write_text(
                f"gateway_layer({layer} {below} SOURCES a.cpp a.hpp)\n")
        (gateway / relative).write_text(text)
        done = subprocess.run([sys.executable, CHECK, folder], capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr


def main() -> int:
    failed = 0
    for name, (relative, text, words) in OFFENCES.items():
        status, output = run(relative, text)
        right = (status == 0) if words is None else (status == 1 and words in output)
        if not right:
            failed += 1
            print(f"{name}: status {status}, output: {output}")
    print(f"{len(OFFENCES) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
