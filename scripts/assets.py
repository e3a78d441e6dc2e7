"""Puts what the desk shows itself with into services/desk/static/vendor, out of what `npm ci` has brought.

Nothing of it is committed: styles and behaviour of Designsystemet, our theme (built by its own command, without
network), htmx, the icons that the templates name, the font, and the licences of all of them.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
DESK = ROOT / "services/desk"
VENDOR = DESK / "static/vendor"

FILES = {
    "ds.css": ("@digdir/designsystemet-css/dist/src/index.css",),
    "ds-web.js": ("@digdir/designsystemet-web/dist/umd/index.js",),
    # One file: as two, htmx sometimes looks at the page before it has heard of its extension.
    "htmx.js": ("htmx.org/dist/htmx.min.js", "htmx.org/dist/ext/hx-sse.min.js"),
    "inter.woff2": ("@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",),
}
PACKAGES = (
    "@digdir/designsystemet-css",
    "@digdir/designsystemet-web",
    "@fontsource-variable/inter",
    "@navikt/aksel-icons",
    "htmx.org",
)
ICON = re.compile(r"""icon\(["'](\w+)["']|["']icon:(\w+)["']""")
BODY = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


def icons() -> set[str]:
    """The icons that templates and pages name: `icon("Phone")`, `"icon:Phone"`."""
    files = [*DESK.rglob("*.html"), *DESK.rglob("*.py")]
    return {
        name for file in files for found in ICON.findall(file.read_text(encoding="utf-8")) for name in found if name
    }


def sprite() -> str:
    """One drawing with all of them, each a symbol that is used by its name. Exits where one is not there."""
    symbols = []
    for name in sorted(icons()):
        file = MODULES / f"@navikt/aksel-icons/dist/svg/{name}.svg"
        body = BODY.search(file.read_text(encoding="utf-8")) if file.exists() else None
        if body is None:
            sys.exit(f"assets: no icon {name} in @navikt/aksel-icons: mend its name in services/desk")
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{body.group(1).strip()}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">' + "".join(symbols) + "</svg>\n"


def theme() -> str:
    """The colours, sizes and type of services/desk/theme.json as CSS, by Designsystemet's own command."""
    with tempfile.TemporaryDirectory() as folder:
        config = json.loads((DESK / "theme.json").read_text(encoding="utf-8"))
        (Path(folder) / "theme.json").write_text(json.dumps({**config, "outDir": f"{folder}/tokens"}), encoding="utf-8")
        command = [os.environ.get("NODE", str(ROOT / ".venv/bin/node")), str(MODULES / ".bin/designsystemet"), "tokens"]
        for step in (["create"], ["build", "-t", f"{folder}/tokens", "-o", f"{folder}/built"]):
            done = subprocess.run(
                [*command, *step, "--config", f"{folder}/theme.json"], cwd=folder, capture_output=True, text=True
            )
            if done.returncode != 0:
                sys.exit(f"assets: the theme could not be built:\n{done.stdout}{done.stderr}")
        return (Path(folder) / "built/trygghet.css").read_text(encoding="utf-8")


def licences() -> str:
    told = []
    for name in PACKAGES:
        version = json.loads((MODULES / name / "package.json").read_text(encoding="utf-8"))["version"]
        text = next((file.read_text(encoding="utf-8") for file in sorted((MODULES / name).glob("LICEN*"))), "")
        told.append(f"{name} {version}\n\n{text.strip()}\n")
    return "\n\n".join(told)


def main() -> None:
    made = VENDOR.with_name("vendor.new")
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(parents=True)
    for name, sources in FILES.items():
        (made / name).write_bytes(b"\n".join((MODULES / source).read_bytes() for source in sources))
    (made / "icons.svg").write_text(sprite(), encoding="utf-8")
    (made / "theme.css").write_text(theme(), encoding="utf-8")
    (made / "LICENSES.txt").write_text(licences(), encoding="utf-8")
    shutil.rmtree(VENDOR, ignore_errors=True)
    made.rename(VENDOR)


if __name__ == "__main__":
    main()
