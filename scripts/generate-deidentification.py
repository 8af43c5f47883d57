"""Makes resources/terminology/confidentiality-table.ts and dicom-dictionary.ts:
python3 scripts/generate-deidentification.py PATH/ps3.15-table-e1-1.json   (needs pydicom)
"""

import json
import sys
from collections import defaultdict
from pathlib import Path

from pydicom.datadict import DicomDictionary

TARGET = Path(__file__).resolve().parent.parent / "resources" / "terminology"
LETTERS = {
    "rtnLongFullDatesOpt": "F",
    "rtnLongModifDatesOpt": "M",
    "rtnPatCharsOpt": "P",
    "rtnDevIdOpt": "E",
    "rtnInstIdOpt": "I",
    "rtnUIDsOpt": "U",
    "cleanDescOpt": "D",
    "cleanStructContOpt": "S",
    "cleanGraphOpt": "G",
    "rtnSafePrivOpt": "R",
}
# Attributes of the table that are younger than the dictionary and whose type decides what is done.
YOUNGER = {0x00080017: "UI", 0x00080019: "UI", 0x00181204: "DA", 0x00181205: "DA", 0x3006002D: "DT", 0x3006002E: "DT",
           0x3006004D: "SQ", 0x3006004E: "SQ", 0x00120023: "SQ"}

rows = json.loads(Path(sys.argv[1]).read_text())
lines = []
for row in rows:
    unknown = [key for key in row if key.endswith("Opt") and key not in LETTERS]
    if unknown:
        raise SystemExit(f"an option that is not known: {unknown}")
    options = "".join(f" {LETTERS[key]}{value}" for key, value in row.items() if key in LETTERS)
    tag = "private" if row["id"].startswith("gggg") else row["id"].lower()
    lines.append(f"{tag} {row['basicProfile']}{options}")
(TARGET / "confidentiality-table.ts").write_text(
    "// Made by scripts/generate-deidentification.py; see README.md here. tag, basic profile, then option and action\n"
    f"export const CONFIDENTIALITY_TABLE = `{chr(10).join(sorted(lines))}`;\n"
)

by_vr = defaultdict(lambda: defaultdict(list))
entries = {tag: entry[0] for tag, entry in DicomDictionary.items()} | YOUNGER
for tag, vr in sorted(entries.items()):
    if vr != "NONE":
        by_vr[vr.split(" or ")[-1]][tag >> 16].append(f"{tag & 0xFFFF:04x}")
text = "\n".join(
    f"{vr} {group:04x} {' '.join(elements)}" for vr, groups in sorted(by_vr.items()) for group, elements in groups.items()
)
(TARGET / "dicom-dictionary.ts").write_text(
    "// Made by scripts/generate-deidentification.py; see README.md here. Type, group, elements\n"
    f"export const DICOM_DICTIONARY = `{text}`;\n"
)
print(len(lines), "rows,", len(entries), "attributes")
