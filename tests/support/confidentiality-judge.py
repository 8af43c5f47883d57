"""Plants a patient in every attribute of PS3.15 table E.1-1, and judges what is left of it. Knows the table alone.

make  TABLE FOLDER            one object for each transfer syntax and SOP class
judge TABLE BEFORE AFTER OPTIONS   prints what is wrong, one line each
"""

import datetime
import json
import sys
from pathlib import Path

import pydicom
from pydicom.datadict import DicomDictionary
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import (DeflatedExplicitVRLittleEndian, ExplicitVRBigEndian, ExplicitVRLittleEndian,
                         ImplicitVRLittleEndian)

SYNTAXES = {"implicit": ImplicitVRLittleEndian, "explicit": ExplicitVRLittleEndian, "big": ExplicitVRBigEndian,
            "deflated": DeflatedExplicitVRLittleEndian}
RAW, CT = "1.2.840.10008.5.1.4.1.1.66", "1.2.840.10008.5.1.4.1.1.2"
COLUMNS = {"full-dates": "rtnLongFullDatesOpt", "modified-dates": "rtnLongModifDatesOpt",
           "patient-characteristics": "rtnPatCharsOpt", "device-identity": "rtnDevIdOpt", "institution": "rtnInstIdOpt",
           "uids": "rtnUIDsOpt", "clean-descriptors": "cleanDescOpt", "clean-structured": "cleanStructContOpt"}
YOUNGER = {0x00080017: "UI", 0x00080019: "UI"}
# Type 2 in a CT by PS3.3, of those where the table leaves a choice; the others are type 3 there.
CT_TYPE_2 = {0x00080023, 0x00080033, 0x00102203, 0x00180010, 0x00400555, 0x00700084, 0x300A00B2, 0x300E0008}
WORD = "PLANTED"
# Not in the table, with any text: a sequence to plant in.
NEST = 0x00540016
# Objects that hold a document are refused.
DOCUMENT = 0x00420011


def rows(table):
    for row in json.loads(Path(table).read_text()):
        try:
            tag = int(row["id"], 16)
        except ValueError:
            continue
        if tag >> 16 > 4 and tag not in (0xFFFCFFFC, DOCUMENT) and len(row["id"]) == 8:
            yield tag, row


def vr_of(tag):
    return YOUNGER.get(tag) or DicomDictionary.get(tag, ("LO",))[0].split(" or ")[-1]


def planted(tag, vr, at, is_described=False):
    if vr == "SQ":
        item = Dataset()
        item.CodeMeaning = f"{WORD} {at}"
        item.PersonName = f"{WORD}^{at}"
        return Sequence([item])
    texts = {"DA": "20200304", "DT": "20200304101112", "TM": "101112.13", "UI": f"1.2.3.4.{tag}", "AS": "077Y",
             "DS": "77.25", "IS": "77", "CS": WORD, "AE": WORD, "UR": f"http://{WORD}.example"}
    if vr in ("OB", "UN", "OW"):
        return b"PLANTED!"
    return texts.get(vr, {"US": 7777, "SS": 7777, "UL": 7777, "FD": 77.25, "FL": 77.25}.get(vr, f"{WORD} brain {at}" if is_described else f"{WORD} {at}"))


def plant(dataset, table):
    for tag, row in rows(table):
        is_described = "C" in row.values() and vr_of(tag) != "PN"
        dataset.add_new(tag, vr_of(tag), planted(tag, vr_of(tag), tag & 0xFF, is_described))


def make(table, folder):
    for sop_class, kind in ((RAW, "raw"), (CT, "ct")):
        for name, syntax in SYNTAXES.items():
            meta = FileMetaDataset()
            meta.TransferSyntaxUID, meta.MediaStorageSOPClassUID = syntax, sop_class
            meta.MediaStorageSOPInstanceUID = f"1.2.3.4.{0x00080018}"
            meta.SourceApplicationEntityTitle = WORD
            data = FileDataset(None, {}, file_meta=meta, preamble=b"PLANTED " * 16)
            data.is_little_endian, data.is_implicit_VR = name != "big", name == "implicit"
            plant(data, table)
            data.SOPClassUID = sop_class
            data.SOPInstanceUID = f"1.2.3.4.{len(kind)}.{list(SYNTAXES).index(name) + 1}"
            data.Modality = "CT" if kind == "ct" else "OT"
            data.PatientName, data.PatientID, data.SpecificCharacterSet = "Müller^Änne", "PLANTED-4711", "ISO_IR 192"
            # Free text that the table does not list, once with the name of the patient and once without.
            data.SoftwareVersions, data.Manufacturer = "4.7", "made by Müller"
            inner = Dataset()
            plant(inner, table)
            data.add_new(NEST, "SQ", Sequence([inner]))
            data[NEST].is_undefined_length = True
            data.add_new(0x00090010, "LO", f"{WORD} CREATOR")
            data.add_new(0x00091001, "UN", b"PLANTED!")
            data.add_new(0x60003000, "OW", b"PLANTED!")
            data.add_new(0x60000022, "LO", WORD)
            data.add_new(0x50003000, "OW", b"PLANTED!")
            if name != "implicit":
                # Types that the writer did not know (PS3.5 6.2.2).
                data.add_new(0x00321032, "UN", b"PLANTED^UNKNOWN ")
            path = Path(folder) / f"{kind}-{name}.dcm"
            data.save_as(path, write_like_original=False)


def expected(tag, row, options, is_ct):
    """One letter, from the row alone."""
    found = {option: row.get(COLUMNS[option]) for option in options}
    if found.get("modified-dates") == "C":
        return "C"
    if "K" in found.values():
        return "K"
    if "C" in found.values():
        return "C"
    return basic(tag, row, is_ct)


def basic(tag, row, is_ct):
    choices = row["basicProfile"].split("/")
    if "U*" in choices:
        return "U"
    if len(choices) == 1:
        return choices[0]
    order = "DZ" if not is_ct else "ZD" if tag in CT_TYPE_2 else "XZ"
    return next(letter for letter in order if letter in choices)


def has_word(element):
    if element.VR == "SQ":
        return any(has_word(inner) for item in element.value for inner in item)
    return WORD.encode() in element.value if isinstance(element.value, bytes) else WORD in str(element.value)


def date_of(text):
    return datetime.date(int(text[:4]), int(text[4:6]), int(text[6:8]))


def judge_element(tag, row, action, before, after, shifts):
    vr = before[tag].VR
    if action == "X":
        return "is still there" if tag in after else None
    if tag not in after:
        return "is gone" if not (action == "C" and basic(tag, row, False) != "K") else None
    element = after[tag]
    if action == "K" and vr != "SQ":
        return None if element.value == before[tag].value else "was not kept"
    if has_word(element):
        return "still tells the patient"
    if vr == "SQ":
        return "is not empty" if action == "Z" and len(element.value) > 0 else None
    if action == "Z":
        # Both may hold the pseudonym.
        return None if element.is_empty or tag in (0x00100010, 0x00100020) else "is not empty"
    if action == "D":
        return "is empty" if element.is_empty else "was kept" if element.value == before[tag].value else None
    if action == "U":
        return None if str(element.value).removeprefix("b'").startswith("2.25.") else "has the same UID"
    if action == "C" and vr in ("DA", "DT"):
        shifts.add((date_of(str(element.value)) - date_of("20200304")).days)
        return None
    if action == "C" and vr in ("LO", "SH", "ST", "LT", "UT", "UC"):
        return None if "brain" in str(element.value) else "lost harmless words"
    return None


def judge(table, before_folder, after_folder, options):
    by_pair = {}
    for path in Path(after_folder).rglob("*.dcm"):
        data = pydicom.dcmread(path)
        raw = path.read_bytes()
        by_pair[(str(data.SOPClassUID), str(data.file_meta.TransferSyntaxUID))] = (data, raw)
    shifts = set()
    for path in sorted(Path(before_folder).glob("*.dcm")):
        before = pydicom.dcmread(path)
        is_ct = before.SOPClassUID == CT
        after, raw = by_pair[(str(before.SOPClassUID), str(before.file_meta.TransferSyntaxUID))]
        after.remove_private_tags() if any(e.tag.is_private for e in after) and print(path.stem, "private") else None
        levels = [("", before, after), ("nested ", before[NEST].value[0], after[NEST].value[0])]
        for level, was, now in levels:
            for tag, row in rows(table):
                action = expected(tag, row, options, is_ct)
                wrong = judge_element(tag, row, action, was, now, shifts)
                if wrong:
                    print(path.stem, f"{level}({tag >> 16:04x},{tag & 0xffff:04x})", row["basicProfile"], action, wrong)
        if not options and (WORD.encode() in raw or "Müller".encode() in raw):
            print(path.stem, "the file still tells the patient")
        if any(tag.group in (0x5000, 0x6000) for tag in after.keys()) or "SourceApplicationEntityTitle" in after.file_meta:
            print(path.stem, "graphics or sender left")
        if after.PatientIdentityRemoved != "YES" or after.SoftwareVersions != "4.7" or "ller" in after.Manufacturer:
            print(path.stem, "method, a harmless text or a name in a text is wrong")
        if after.SOPInstanceUID != after.file_meta.MediaStorageSOPInstanceUID or before.preamble == after.preamble:
            print(path.stem, "file meta information or preamble is wrong")
    if len(shifts) > 1:
        print("dates moved by", sorted(shifts))


if sys.argv[1] == "make":
    make(*sys.argv[2:4])
else:
    judge(*sys.argv[2:5], [option for option in sys.argv[5].split(",") if option])
