"""Products in 8 bits: near those in 32, each row by itself, and what is small stays as it is."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from onnx import TensorProto, helper, numpy_helper

from models.embedding.quantising import FULL, NEVER_CUT, SELDOM_CUT, Levels, largest, quantise

Matrix = npt.NDArray[np.float32]


def graph(weights: Matrix) -> Any:
    """X W, and X W + X W again, so that one left side has two products."""
    nodes = [
        helper.make_node("MatMul", ["x", "w"], ["once"]),
        helper.make_node("MatMul", ["x", "w"], ["again"]),
        helper.make_node("Add", ["once", "again"], ["both"]),
    ]
    shape = [None, weights.shape[1]]
    outputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name in ("once", "both")]
    inputs = [helper.make_tensor_value_info("x", TensorProto.FLOAT, [None, weights.shape[0]])]
    made = helper.make_graph(nodes, "products", inputs, outputs, [numpy_helper.from_array(weights, "w")])
    return helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def run(model: Any, left: Matrix) -> list[Matrix]:
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    found: list[Matrix] = session.run(None, {"x": left})
    return found


@pytest.fixture
def matrices() -> tuple[Matrix, Matrix]:
    chance = np.random.default_rng(5)
    left = chance.standard_normal((20, 96)).astype(np.float32)
    left[3] *= 1000  # one large row must not cost the others their precision
    left[4] = 0
    return left, chance.standard_normal((96, 128)).astype(np.float32)


def in_8_bits(weights: Matrix, seen: Matrix, levels: Levels = FULL) -> Any:
    """seen: rows like those that will come."""
    model = graph(weights)
    assert quantise(model, levels, largest(model, [{"x": seen}])) == 2
    return model


def worst(found: Matrix, exact: Matrix) -> float:
    lengths = np.maximum(np.linalg.norm(exact, axis=1), 1e-9)
    return float((np.linalg.norm(found - exact, axis=1) / lengths).max())


def sums_are_cut() -> bool:
    """Whether this processor adds pairs of products in 16 bits: the largest weights beside the largest activations."""
    left, weights = np.ones((1, 96), dtype=np.float32), np.ones((96, 128), dtype=np.float32)
    left[0, 0] = -1  # the middle of the row is zero, so that the others reach as far as they can
    return worst(run(in_8_bits(weights, left), left)[0], left @ weights) > 0.01


@pytest.mark.parametrize(
    ("levels", "error", "cut"), [(FULL, 0.02, 0.2), (SELDOM_CUT, 0.02, 0.04), (NEVER_CUT, 0.02, 0.02)]
)
def test_every_row_is_near_its_product_in_32_bits(
    matrices: tuple[Matrix, Matrix], levels: Levels, error: float, cut: float
) -> None:
    """cut: the error on a processor without VNNI."""
    left, weights = matrices
    model = in_8_bits(weights, left[5:], levels)
    once, both = run(model, left)
    assert worst(once, left @ weights) < (cut if sums_are_cut() else error)
    assert both == pytest.approx(2 * once, rel=1e-5)
    assert not once[4].any()
    constants = {item.name: item for item in model.graph.initializer}
    assert np.abs(numpy_helper.to_array(constants["x.w.int8"])).max() == levels.weights
    assert "w" not in constants, "what nothing uses any more would be half of the file"


def test_what_is_never_cut_fits_into_16_bits_at_its_worst() -> None:
    left, weights = np.ones((1, 96), dtype=np.float32), np.ones((96, 128), dtype=np.float32)
    left[0, 0] = -1
    assert worst(run(in_8_bits(weights, left, NEVER_CUT), left)[0], left @ weights) < 0.001
    assert 2 * 2 * NEVER_CUT.activations * NEVER_CUT.weights < 2**15


def test_channels_that_are_larger_than_the_others_cost_them_little(matrices: tuple[Matrix, Matrix]) -> None:
    left, weights = matrices[0][5:], matrices[1]
    left[:, :3] *= 40
    model = graph(weights)
    quantise(model, FULL, {"x": np.ones(96, dtype=np.float32)})  # as if all were alike
    before = worst(run(model, left)[0], left @ weights)
    assert worst(run(in_8_bits(weights, left), left)[0], left @ weights) < 0.8 * before


def test_rows_that_are_all_on_one_side_lose_nothing(matrices: tuple[Matrix, Matrix]) -> None:
    left = matrices[0][5:]
    weights = np.random.default_rng(6).integers(-127, 128, (96, 128)).astype(np.float32)
    weights[:, 0] = weights[0] = 127  # so that they are what they are in 8 bits too
    model = graph(weights)
    quantise(model, FULL, {"x": np.ones(96, dtype=np.float32)})
    near, far = (np.linalg.norm(run(model, rows)[0] - rows @ weights) for rows in (left, left + 10))
    assert far < 1.2 * near


def test_a_row_does_not_depend_on_the_others(matrices: tuple[Matrix, Matrix]) -> None:
    left, weights = matrices
    model = in_8_bits(weights, left[5:])
    together = run(model, left)[0]
    assert all(np.array_equal(run(model, left[row : row + 1])[0][0], together[row]) for row in range(len(left)))


def test_small_matrices_stay_as_they_are() -> None:
    model = graph(np.ones((8, 128), dtype=np.float32))
    assert quantise(model, FULL, {}) == 0
    assert [node.op_type for node in model.graph.node] == ["MatMul", "MatMul", "Add"]
    assert run(model, np.ones((1, 8), dtype=np.float32))[0][0, 0] == 8
