"""Products in 8 bits: near those in 32, each row by itself, and what is small stays as it is."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from onnx import TensorProto, helper, numpy_helper

from models.embedding.quantising import FULL, SAFE, quantise

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


@pytest.mark.parametrize(("levels", "error"), [(FULL, 0.02), (SAFE, 0.03)])
def test_every_row_is_near_its_product_in_32_bits(matrices: tuple[Matrix, Matrix], levels: int, error: float) -> None:
    left, weights = matrices
    model = graph(weights)
    assert quantise(model, levels) == 2
    once, both = run(model, left)
    exact = left @ weights
    lengths = np.maximum(np.linalg.norm(exact, axis=1), 1e-9)
    assert (np.linalg.norm(once - exact, axis=1) / lengths).max() < error
    assert both == pytest.approx(2 * once, rel=1e-5)
    assert not once[4].any()
    values = numpy_helper.to_array(next(item for item in model.graph.initializer if item.name == "w.int8"))
    assert np.abs(values).max() == levels


def test_a_row_does_not_depend_on_the_others(matrices: tuple[Matrix, Matrix]) -> None:
    left, weights = matrices
    model = graph(weights)
    quantise(model, FULL)
    together = run(model, left)[0]
    assert all(np.array_equal(run(model, left[row : row + 1])[0][0], together[row]) for row in range(len(left)))


def test_small_matrices_stay_as_they_are() -> None:
    model = graph(np.ones((8, 128), dtype=np.float32))
    assert quantise(model, FULL) == 0
    assert [node.op_type for node in model.graph.node] == ["MatMul", "MatMul", "Add"]
    assert run(model, np.ones((1, 8), dtype=np.float32))[0][0, 0] == 8
