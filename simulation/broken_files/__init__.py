"""Files as people really send them, each with the answer its sender must get."""

from simulation.broken_files import encodings, layouts, packed, structured, values, workbooks
from simulation.broken_files.case import Case

CASES: tuple[Case, ...] = (
    *encodings.CASES,
    *layouts.CASES,
    *values.CASES,
    *packed.CASES,
    *workbooks.CASES,
    *structured.CASES,
)
