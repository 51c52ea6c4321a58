"""One call of the linear programming solver: small models in, numbers out, silence or an error."""

from dataclasses import dataclass

import highspy
import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from vipmg.disclosure.errors import SolverStopped

Numbers = NDArray[np.float64]
FINE = (
    highspy.HighsModelStatus.kOptimal,
    highspy.HighsModelStatus.kObjectiveBound,
    highspy.HighsModelStatus.kObjectiveTarget,
)


@dataclass(frozen=True, slots=True)
class Programme:
    """Maximise `gain` x subject to `rows` x = `right` (zeros if none), `low` <= x <= `high`."""

    rows: sp.csr_matrix
    gain: Numbers
    low: Numbers
    high: Numbers
    right: Numbers | None = None


def solve(programme: Programme, seconds: float, whole: bool = False) -> Numbers | None:
    """Return an optimal x, or None when there is no solution.

    Raises:
        SolverStopped: the time is over, or the solver failed or left the model unbounded.
    """
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in (
        ("output_flag", False),
        ("threads", 1),
        ("random_seed", 1),
        ("time_limit", max(seconds, 0.01)),
        ("presolve", "off" if programme.gain.size < 2000 and not whole else "choose"),
    ):
        solver.setOptionValue(option, value)
    solver.passModel(_model(programme, whole))
    solver.run()
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return None
    if status not in FINE:
        raise SolverStopped(reason=solver.modelStatusToString(status))
    found = np.array(solver.getSolution().col_value)
    if not np.isfinite(found).all():
        raise SolverStopped(reason="NaN")
    return found


def _model(programme: Programme, whole: bool) -> highspy.HighsLp:
    rows = programme.rows
    model = highspy.HighsLp()
    model.num_row_, model.num_col_ = rows.shape
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_cost_, model.col_lower_, model.col_upper_ = (
        programme.gain,
        programme.low,
        programme.high,
    )
    right = np.zeros(rows.shape[0]) if programme.right is None else programme.right
    model.row_lower_ = model.row_upper_ = right
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = rows.indptr
    model.a_matrix_.index_ = rows.indices
    model.a_matrix_.value_ = rows.data.astype(np.float64)
    if whole:
        model.integrality_ = [highspy.HighsVarType.kInteger] * rows.shape[1]
    return model
