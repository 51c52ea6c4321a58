"""Lists of flights and buses: the denominator of coverage."""

import pytest

from vipmg.importing.errors import ColumnsMissing, Unreadable
from vipmg.importing.manifests import BadManifest, Manifests, import_manifests

HEADER = "reference,flow,date,point,mode,counterpart,declared_count\n"


def listed(folder, *lines, header=HEADER):
    path = folder / "vuelos.csv"
    path.write_text(header + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def test_a_list_comes_to_its_manifests_and_people(node, tmp_path):
    path = listed(tmp_path, "V1,RET,2024-01-05,_U,A,US,30", "V2,RET,2024-01-06,_U,A,US,1")
    assert import_manifests(node.register, path) == Manifests(2, 31)


def test_a_single_one_is_told_in_the_singular():
    assert Manifests(1, 1).summary() == "1 manifiesto, 1 persona declarada."
    assert Manifests(2, 31).summary() == "2 manifiestos, 31 personas declaradas."


def test_a_column_that_is_missing_is_named(node, tmp_path):
    path = listed(tmp_path, "V1,RET", header="reference,flow\n")
    with pytest.raises(ColumnsMissing) as told:
        import_manifests(node.register, path)
    assert "date, point, mode, counterpart, declared_count" in str(told.value)
    assert "reference, flow" in str(told.value)
    assert told.value.exit_status == 2


def test_a_file_that_is_no_table_is_told(node, tmp_path):
    path = tmp_path / "vuelos.csv"
    path.write_bytes(b'a,b\n1,2,3,4\n\xff\xfe,"\n')
    with pytest.raises((Unreadable, ColumnsMissing)):
        import_manifests(node.register, path)


def test_faults_are_told_with_their_lines_and_nothing_is_registered(node, tmp_path):
    path = listed(tmp_path, "V1,RET,2024-01-05,_U,A,US,30", "V2,XXX,ayer,_U,A,US,30")
    with pytest.raises(BadManifest, match=r"flujo desconocido \(líneas 3\)"):
        import_manifests(node.register, path)
