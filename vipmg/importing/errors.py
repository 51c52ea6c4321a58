"""Why a file cannot be read at all; what is wrong with single rows is a finding instead."""

from vipmg.errors import Refused, WrongUsage
from vipmg.i18n import N_


class FileMissing(WrongUsage):
    """There is no such file."""

    title = N_("The file was not found")
    advice = N_("There is no file {file}. Check its name and folder.")


class FileEmpty(WrongUsage):
    """The file holds no rows."""

    title = N_("The file is empty")
    advice = N_("{file} holds no rows. Ask whoever sent it to export it again.")


class NotATable(WrongUsage):
    """The file is not text and not a spreadsheet."""

    title = N_("This file is not a table")
    advice = N_(
        "{file} looks like {kind}. Export the data as CSV, XLSX, ODS or Parquet and import that."
    )


class Unreadable(WrongUsage):
    """The file has a known format but is damaged, protected or truncated."""

    title = N_("The file cannot be read")
    advice = N_(
        "{file} is damaged, cut short or protected by a password. "
        "Open it in the program that made it, save it again without a password, and try again."
    )


class LineTooLong(WrongUsage):
    """No line end within tens of megabytes: not rows."""

    title = N_("The file has no rows")
    advice = N_(
        "{file} holds a line of more than {megabytes} MB. It is not a table, or its line ends "
        "were lost. Export it again as CSV."
    )


class TooLargeInside(Refused):
    """A compressed file would grow beyond all measure: a mistake or an attack."""

    title = N_("The file is too large when unpacked")
    advice = N_(
        "{file} unpacks to more than {limit} GB. Unpack it yourself if you trust whoever sent it, "
        "and import the parts."
    )


class SeveralFiles(WrongUsage):
    """An archive with more than one file in it."""

    title = N_("The archive holds several files")
    advice = N_("{file} holds {count} files. Unpack it and import them one by one.")


class SheetMissing(WrongUsage):
    """The sheet asked for is not in the workbook."""

    title = N_("The sheet was not found")
    advice = N_("{file} has no sheet {sheet}. It has: {sheets}.")


class ColumnsMissing(WrongUsage):
    """The file lacks columns that the mapping needs."""

    title = N_("Columns are missing")
    advice = N_(
        "{file} has no column {columns}, which the mapping {mapping} needs. It has: {found}. "
        "Correct the file, or choose another mapping."
    )


class LayoutUnknown(WrongUsage):
    """No ready mapping fits the header of the file."""

    title = N_("The layout of this file is not known")
    advice = N_(
        "No mapping fits the columns of {file}: {found}. Choose a mapping, or name the columns "
        "as in the register: occurred_on, sex, citizenship and so on."
    )


class MappingUnknown(WrongUsage):
    """There is neither a ready mapping nor a file of that name."""

    title = N_("There is no such mapping")
    advice = N_("There is no mapping {mapping}. Ready mappings: {ready}. Or name a .toml file.")


class MappingBroken(WrongUsage):
    """A mapping file says something that has no meaning."""

    title = N_("The mapping is not valid")
    advice = N_("In mapping {mapping}: {problem}. Correct the file.")


class MappingTooNew(Refused):
    """A mapping file was written for a later version of this program."""

    title = N_("The mapping comes from a newer version")
    advice = N_(
        "Mapping {mapping} is written in version {version} of the format; this program knows "
        "up to {known}. Update the program, or ask for the mapping in the older version."
    )


class FlowNotInMapping(WrongUsage):
    """The mapping does not say how to read this flow from the file."""

    title = N_("This mapping does not hold that flow")
    advice = N_("Mapping {mapping} reads {flows}, not {flow}.")


class AlreadyImported(Refused):
    """The very same file is in the register."""

    title = N_("This file was already imported")
    advice = N_(
        "{file} was imported on {day} as batch {batch}, the same to the last byte. "
        "Nothing was changed. Import it again only if you are sure."
    )


class BatchMissing(WrongUsage):
    """There is no such import, or it was taken back already."""

    title = N_("There is no such import")
    advice = N_("Batch {batch} does not exist or was taken back before.")
