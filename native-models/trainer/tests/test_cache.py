import json

import nibabel
import numpy
import pytest
from conftest import AFFINE, STRUCTURES, make_case, write_data

from limner_trainer.cache import build_cache, read_case, read_index, store_hu, to_network_axes
from limner_trainer.pack import pack_cache, unpack_cache


def test_array_axes_run_towards_posterior_left_and_inferior_whatever_the_storage():
    image, _ = make_case(1)
    expected, spacing = to_network_axes(image, AFFINE)
    assert spacing == (4.0, 4.0, 3.0)
    # Stored (L, P, I): the first two axes change places and nothing is turned round.
    assert numpy.array_equal(expected, image.transpose(1, 0, 2))
    stored = nibabel.Nifti1Image(image, AFFINE)
    for codes in ("RAS", "SPR", "IAL", "PLS"):
        turn = nibabel.orientations.ornt_transform(
            nibabel.io_orientation(AFFINE), nibabel.orientations.axcodes2ornt(codes)
        )
        other = stored.as_reoriented(turn)
        again, _ = to_network_axes(numpy.asarray(other.dataobj), other.affine)
        assert numpy.array_equal(again, expected), codes


def test_an_oblique_image_is_refused():
    c, s = numpy.cos(0.2), numpy.sin(0.2)
    turned = AFFINE @ numpy.array([[c, -s, 0, 0], [s, c, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]])
    with pytest.raises(ValueError, match="not along the patient"):
        to_network_axes(make_case(0)[0], turned)


def test_tissue_is_stored_exactly_and_air_in_steps():
    hu = numpy.array([-2000.0, -1000, -987, -451, -450, -449, 0.4, 37, 1999, 3000])
    assert store_hu(hu).tolist() == [-1000, -1000, -1000, -500, -450, -449, 0, 37, 1999, 2000]


def test_index_names_what_is_known_in_each_case_and_is_read_back(cached):
    folder, index = cached
    assert read_index(folder) == index
    assert [len(index.of_split(s)) for s in ("train", "val")] == [6, 3]
    assert index.cases[0].contoured == STRUCTURES and index.cases[1].contoured == STRUCTURES[:2]
    case = read_case(folder, index.cases[0])
    image, labels = make_case(0)
    assert numpy.array_equal(case.labels, labels.transpose(1, 0, 2))
    assert numpy.array_equal(case.image, store_hu(image.transpose(1, 0, 2)))


def test_a_label_that_nobody_named_and_a_shifted_label_map_are_refused(tmp_path):
    folder = write_data(tmp_path / "data", counts=(1, 0))
    with pytest.raises(ValueError, match="label 3 for 2 structures"):
        build_cache(folder, tmp_path / "a", STRUCTURES[:2], ("train",))
    shifted = AFFINE.copy()
    shifted[0, 3] = 1
    labels = nibabel.load(folder / "train" / "case_0_oar.nii.gz")
    nibabel.save(nibabel.Nifti1Image(numpy.asarray(labels.dataobj), shifted), folder / "train" / "case_0_oar.nii.gz")
    with pytest.raises(ValueError, match="different grids"):
        build_cache(folder, tmp_path / "b", STRUCTURES, ("train",))
    assert json.loads((folder / "val.json").read_text()) == {}


def test_a_cache_travels_as_one_file(cached, tmp_path):
    folder, index = cached
    size = pack_cache(folder, tmp_path / "packed", step_hu=1)
    assert size < sum(f.stat().st_size for f in folder.glob("*.npz"))
    assert unpack_cache(tmp_path / "packed", tmp_path / "again") == 9
    assert read_index(tmp_path / "again") == index
    pack_cache(folder, tmp_path / "coarse", step_hu=4)
    unpack_cache(tmp_path / "coarse", tmp_path / "rounded")
    for entry in index.cases:
        case, again = read_case(folder, entry), read_case(tmp_path / "again", entry)
        assert numpy.array_equal(case.image, again.image) and numpy.array_equal(case.labels, again.labels)
        assert numpy.abs(read_case(tmp_path / "rounded", entry).image - case.image).max() == 2
    (tmp_path / "other").write_bytes(b"something else")
    with pytest.raises(ValueError, match="not a packed cache"):
        unpack_cache(tmp_path / "other", tmp_path / "x")
