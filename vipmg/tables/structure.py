"""The structure of what leaves a node, for others to read: SDMX-JSON 2.0 in two languages.

Written by hand, because the libraries at hand keep one language only.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache

from vipmg import codelists
from vipmg.codelists.lists import RESERVED
from vipmg.records.model import FLOWS, UNKNOWN
from vipmg.tables import sdmx
from vipmg.tables.spec import TOTAL
from vipmg.tables.variables import RECODES

Names = tuple[str, str]
"""Spanish and English."""

_SCHEMA = (
    "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/master/"
    "structure-message/tools/schemas/2.0.0/sdmx-json-structure-schema.json"
)
_STRUCTURE = f"{sdmx.AGENCY}:DSD_MIGR({sdmx.VERSION})"
_CONCEPTS = f"{sdmx.AGENCY}:CS_MIGR({sdmx.VERSION})"

FREQ_CODES: Mapping[str, Names] = {
    "A": ("Anual", "Annual"),
    "Q": ("Trimestral", "Quarterly"),
    "M": ("Mensual", "Monthly"),
    "_O": ("Otro lapso", "Other span"),
}
INDICATORS: Mapping[str, Names] = {
    "ARR_EV": ("Entradas", "Arrivals"),
    "DEP_EV": ("Salidas", "Departures"),
    "RES_EV": ("Resoluciones de residencia", "Residence decisions"),
    "RES_FIRST": ("Primeros permisos de residencia", "First residence permits"),
    "RET_EV": ("Retornos (eventos)", "Returns (events)"),
    "ARR_PER": ("Personas que entraron", "Persons who arrived"),
    "DEP_PER": ("Personas que salieron", "Persons who departed"),
    "RES_PER": ("Personas con resolución de residencia", "Persons with a residence decision"),
    "RET_PER": ("Personas retornadas", "Persons returned"),
}
UNITS: Mapping[str, Names] = {"EV": ("Eventos", "Events"), "PS": ("Personas", "Persons")}
OBS_STATUSES: Mapping[str, Names] = {
    "A": ("Normal", "Normal"),
    "B": ("Ruptura de serie", "Break in the series"),
    "D": ("La definición difiere", "Definition differs"),
    "E": ("Estimado", "Estimated"),
    "G": ("Experimental", "Experimental"),
    "I": ("Imputado", "Imputed"),
    "K": ("Incluido en otra categoría", "Included in another category"),
    "L": ("Existe pero no se recoge", "Exists but is not collected"),
    "M": ("No puede existir", "Cannot exist"),
    "N": ("No significativo", "Not significant"),
    "O": ("Faltante", "Missing"),
    "P": ("Provisional", "Provisional"),
    "Q": ("Suprimido", "Suppressed"),
    "S": ("Evento especial", "Special event"),
    "U": ("Poca fiabilidad", "Low reliability"),
    "V": ("Sin validar", "Unvalidated"),
    "W": ("Incluye otra categoría", "Includes another category"),
}
CONF_STATUSES: Mapping[str, Names] = {
    "A": ("Confidencial: cuentas pequeñas", "Confidential: small counts"),
    "C": ("Confidencial", "Confidential"),
    "D": ("Confidencial: supresión secundaria", "Confidential: secondary suppression"),
    "E": ("Con embargo, después libre", "Under embargo, then free"),
    "F": ("Libre", "Free"),
    "N": ("Solo para uso interno", "Not for publication, internal use only"),
}
CONCEPTS: Mapping[str, Names] = {
    "FREQ": ("Frecuencia", "Frequency"),
    "REF_AREA": ("País que informa", "Reporting country"),
    "INDICATOR": ("Indicador", "Indicator"),
    "COUNTERPART_AREA": ("País de procedencia o destino", "Country from or to"),
    "CITIZENSHIP": ("Nacionalidad", "Citizenship"),
    "SEX": ("Sexo", "Sex"),
    "AGE": ("Edad", "Age"),
    "MODE": ("Vía de transporte", "Mode of transport"),
    "CATEGORY": ("Categoría", "Category"),
    "AREA1": ("Departamento", "Department"),
    "TIME_PERIOD": ("Período", "Period"),
    "OBS_VALUE": ("Valor", "Value"),
    "OBS_STATUS": ("Estado de la observación", "Observation status"),
    "CONF_STATUS": ("Estado de confidencialidad", "Confidentiality status"),
    "UNIT_MEASURE": ("Unidad de medida", "Unit of measure"),
    "UNIT_MULT": ("Multiplicador de la unidad", "Unit multiplier"),
    "DECIMALS": ("Decimales", "Decimals"),
    "EMBARGO_TIME": ("Fin del embargo", "End of embargo"),
    "CONF_REDIST": ("Redistribución permitida", "Redistribution allowed"),
    "COMMENT_OBS": ("Comentario", "Comment"),
}
_PREFIXED = {
    "NNA": "CL_NNA",
    "TRAV": "CL_CATEGORY",
    "DEC": "CL_CATEGORY",
    "RTYPE": "CL_RET_TYPE",
    "REASON": "CL_REASON",
}
_OWN_LISTS: Mapping[str, tuple[str, Names, Mapping[str, Names]]] = {
    "FREQ": ("CL_FREQ", ("Frecuencia", "Frequency"), FREQ_CODES),
    "INDICATOR": ("CL_MIGR_IND", ("Indicadores", "Indicators"), INDICATORS),
    "OBS_STATUS": ("CL_OBS_STATUS", CONCEPTS["OBS_STATUS"], OBS_STATUSES),
    "CONF_STATUS": ("CL_CONF_STATUS", CONCEPTS["CONF_STATUS"], CONF_STATUSES),
    "UNIT_MEASURE": ("CL_UNIT", ("Unidades", "Units"), UNITS),
}
_SHARED_LISTS = {
    "REF_AREA": "CL_AREA",
    "COUNTERPART_AREA": "CL_AREA",
    "CITIZENSHIP": "CL_AREA",
    "SEX": "CL_SEX",
    "AGE": "CL_AGE",
    "MODE": "CL_MODE",
    "CATEGORY": "CL_MIGR_CATEGORY",
    "AREA1": "CL_AREA1",
}


def document(prepared: datetime, sender: str) -> bytes:
    """Return the structure message: code lists, concepts, DSD_MIGR and the four dataflows.

    Args:
        prepared: the moment to state, with its time zone.
        sender: id of the node that sends it.
    """
    data = {
        "codelists": [_codelist(name) for name in _list_ids()],
        "conceptSchemes": [_concept_scheme()],
        "dataStructures": [_data_structure()],
        "dataflows": [_dataflow(flow) for flow in FLOWS],
    }
    meta = {
        "schema": _SCHEMA,
        "id": f"STRUCTURE_{prepared:%Y%m%dT%H%M%S}",
        "prepared": prepared.isoformat(),
        "contentLanguages": ["es", "en"],
        "sender": {"id": sender},
    }
    return json.dumps({"meta": meta, "data": data}, ensure_ascii=False, indent=1).encode()


@cache
def codes_of_dimension(dimension: str) -> Mapping[str, Names]:
    """Return the codes that `dimension` may take, with their names."""
    if dimension in _OWN_LISTS:
        return _OWN_LISTS[dimension][2]
    if dimension == "CATEGORY":
        return {**_reserved((TOTAL,)), **_categories()}
    codes = _of_list(_SHARED_LISTS[dimension])
    if dimension == "AGE":
        shown = {code for recode in RECODES.values() for code in recode.values()}
        codes = {code: names for code, names in codes.items() if code in shown}
    return {**_reserved(RESERVED), **codes}


def _categories() -> dict[str, Names]:
    return {
        f"{prefix}_{code}": names
        for prefix, codelist in _PREFIXED.items()
        for code, names in (_of_list(codelist) | _reserved((UNKNOWN, "_O", "_Z"))).items()
    }


def _of_list(codelist: str) -> dict[str, Names]:
    return {code.id: (code.es, code.en) for code in codelists.code_list(codelist)}


def _reserved(codes: Iterable[str]) -> dict[str, Names]:
    return {code: RESERVED[code] for code in codes}


def _list_ids() -> dict[str, str]:
    """Return each code list once, with a dimension that uses it."""
    own = {codelist: dimension for dimension, (codelist, _n, _c) in _OWN_LISTS.items()}
    shared = {codelist: dimension for dimension, codelist in _SHARED_LISTS.items()}
    return own | shared


def _maintained(identifier: str, names: Names) -> dict[str, object]:
    return {"agencyID": sdmx.AGENCY, "version": sdmx.VERSION, **_named(identifier, names)}


def _named(identifier: str, names: Names) -> dict[str, object]:
    spanish, english = names
    return {"id": identifier, "name": spanish, "names": {"es": spanish, "en": english}}


def _codelist(identifier: str) -> dict[str, object]:
    dimension = _list_ids()[identifier]
    codes = [_named(code, names) for code, names in codes_of_dimension(dimension).items()]
    names = _OWN_LISTS[dimension][1] if dimension in _OWN_LISTS else CONCEPTS[dimension]
    return {**_maintained(identifier, names), "codes": codes}


def _concept_scheme() -> dict[str, object]:
    concepts = [_named(identifier, names) for identifier, names in CONCEPTS.items()]
    return {**_maintained("CS_MIGR", ("Conceptos", "Concepts")), "concepts": concepts}


def _data_structure() -> dict[str, object]:
    dimensions = [
        {**_component(name), "position": place} for place, name in enumerate(sdmx.DIMENSIONS)
    ]
    return {
        **_maintained("DSD_MIGR", ("Estadísticas migratorias", "Migration statistics")),
        "dataStructureComponents": {
            "dimensionList": {
                "id": "DimensionDescriptor",
                "dimensions": dimensions,
                "timeDimension": _component("TIME_PERIOD", "ObservationalTimePeriod"),
            },
            "measureList": {
                "id": "MeasureDescriptor",
                "measures": [_component(sdmx.MEASURE, "Integer")],
            },
            "attributeList": {
                "id": "AttributeDescriptor",
                "attributes": [
                    *(_attribute(name, "mandatory") for name in sdmx.ATTRIBUTES),
                    *(_attribute(name, "optional") for name in sdmx.OPTIONAL_ATTRIBUTES),
                ],
            },
        },
    }


def _attribute(name: str, usage: str) -> dict[str, object]:
    types = {"UNIT_MULT": "Integer", "DECIMALS": "Integer", "EMBARGO_TIME": "DateTime"}
    return {
        **_component(name, types.get(name, "String")),
        "usage": usage,
        "attributeRelationship": {"observation": {}},
    }


def _component(name: str, data_type: str = "String") -> dict[str, object]:
    codelist = _OWN_LISTS[name][0] if name in _OWN_LISTS else _SHARED_LISTS.get(name)
    representation: dict[str, object] = {"format": {"dataType": data_type}}
    if codelist is not None:
        urn = f"{sdmx.AGENCY}:{codelist}({sdmx.VERSION})"
        representation = {"enumeration": f"urn:sdmx:org.sdmx.infomodel.codelist.Codelist={urn}"}
    return {
        "id": name,
        "conceptIdentity": f"urn:sdmx:org.sdmx.infomodel.conceptscheme.Concept={_CONCEPTS}.{name}",
        "localRepresentation": representation,
    }


def _dataflow(flow: str) -> dict[str, object]:
    names = codelists.code_list("CL_FLOW").by_id[flow]
    urn = f"urn:sdmx:org.sdmx.infomodel.datastructure.DataStructure={_STRUCTURE}"
    return {**_maintained(sdmx.DATAFLOWS[flow], (names.es, names.en)), "structure": urn}
