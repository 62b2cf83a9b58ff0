"""Weights and activations in 8 bits, scaled token by token.

A matrix product Y = X W with constant W becomes, for row i of X and column j of W:

    X'[i, k] = X[i, k] / s[k],  W'[k, j] = W[k, j] * s[k]
    Y[i, j] = r[i] * c[j] * sum over k of A[i, k] * B[k, j]  +  m[i] * sum over k of c[j] * B[k, j]

where m[i] is the middle between the least and the largest value of row i of X', r[i] half their distance over a,
A[i] = round((X'[i] - m[i]) / r[i]) + a in unsigned 8 bits (the operator takes the a off again), c[j] the scale of
column j of W' and B[:, j] = round(W'[:, j] / c[j]) in signed 8 bits; a, and the largest |B|, are the levels.

The usual dynamic quantisation takes one scale for all of X: a single large activation then costs every token its
precision, and a text's vector depends on the texts that happen to be embedded with it. With a scale for each token
(Dettmers et al., LLM.int8(), 2022, section 3.1) the vector depends on the text alone. A few channels of X are many
times as large as the others, and so s[k] divides the trouble between X and W (Xiao et al., SmoothQuant, 2023, with an
exponent of one half); rows that are not symmetric lose nothing by m[i]. On all-MiniLM-L6-v2 the mean cosine with 32
bits rises from 0.994 to 0.998 by the scales of rows, and to 0.999 by s and m, which cost a tenth of the speed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from onnx import ModelProto, helper, numpy_helper


@dataclass(frozen=True, slots=True)
class Levels:
    """The largest absolute values in 8 bits: of a weight, and of an activation as seen from the middle of its row."""

    weights: int
    activations: int


# Processors without VNNI add pairs of products in 16 bits and cut what does not fit: with the first some sums are cut,
# with the second few, with the third none (2 * 180 * 90 < 2 ** 15), for whose sake it is the coarsest.
FULL, SELDOM_CUT, NEVER_CUT = Levels(127, 127), Levels(112, 104), Levels(90, 90)
_SMALLEST = 64  # rows and columns of a matrix that is worth it
_TINY, _HALF, _STEP, _ZERO = "wellread.tiny", "wellread.half", "wellread.step", "wellread.zero"
_LEAST = 1e-4  # of what a channel is taken to reach

Vector = npt.NDArray[np.float32]


def largest(model: ModelProto, runs: Iterable[Mapping[str, npt.NDArray[np.int64]]]) -> dict[str, Vector]:
    """How large each channel becomes, by the name of the left side of each large product. runs: the graph's inputs."""
    from models.embedding.fast import session

    lefts = list(dict.fromkeys(node.input[0] for node, _ in _products(model)))
    probed = ModelProto()
    probed.CopyFrom(model)
    del probed.graph.output[:]
    probed.graph.output.extend(helper.make_empty_tensor_value_info(left) for left in lefts)
    running, found = session(probed.SerializeToString()), dict[str, Vector]()
    for inputs in runs:
        for left, values in zip(lefts, running.run(None, dict(inputs)), strict=True):
            most = np.abs(values).reshape(-1, values.shape[-1]).max(axis=0)
            found[left] = np.maximum(found[left], most) if left in found else most
    return found


def quantise(model: ModelProto, levels: Levels, channels: Mapping[str, Vector]) -> int:
    """Replace the products with large constant matrices, in place; how many there were.

    channels: as `largest` finds them.
    """
    graph = model.graph
    products = {node.output[0]: weights for node, weights in _products(model)}
    shares = _shares(model, channels)
    nodes: list[Any] = []
    made: set[str] = set()
    for node in graph.node:
        if node.output[0] not in products:
            nodes.append(node)
            continue
        left, right = node.input
        if left not in made:
            made.add(left)
            graph.initializer.append(numpy_helper.from_array(1 / shares[left], f"{left}.shares"))
            nodes += _rows(left)
        both = f"{left}.{right}"
        if both not in made:
            made.add(both)
            graph.initializer.extend(_columns(both, products[node.output[0]] * shares[left][:, None], levels.weights))
        nodes += _product(left, both, node.output[0])
    del graph.node[:]
    graph.node.extend(nodes)
    if products:
        _drop_unused(graph)
        _declare(model, levels.activations)
    return len(products)


def _products(model: ModelProto) -> list[tuple[Any, Vector]]:
    """The nodes that multiply with a large constant matrix, and the matrix of each."""
    constants = {constant.name: constant for constant in model.graph.initializer}
    found = [node for node in model.graph.node if node.op_type == "MatMul" and _large(constants.get(node.input[1]))]
    return [(node, numpy_helper.to_array(constants[node.input[1]])) for node in found]


def _shares(model: ModelProto, channels: Mapping[str, Vector]) -> dict[str, Vector]:
    """What the channels of each left side are divided by: the root of how large they are beside their weights."""
    met: dict[str, Vector] = {}
    for node, weights in _products(model):
        most = np.abs(weights).max(axis=1)
        left = node.input[0]
        met[left] = np.maximum(met[left], most) if left in met else most
    return {
        left: np.sqrt(np.maximum(channels[left], _LEAST) / np.maximum(most, _LEAST)).astype(np.float32)
        for left, most in met.items()
    }


def _drop_unused(graph: Any) -> None:
    used = {name for node in graph.node for name in node.input}
    for constant in [constant for constant in graph.initializer if constant.name not in used]:
        graph.initializer.remove(constant)


def _large(constant: Any) -> bool:
    return constant is not None and len(constant.dims) == 2 and min(constant.dims) >= _SMALLEST


def _rows(left: str) -> list[Any]:
    """Each token brought to -1..1 and to 8 bits; its middle and how far it reaches from there are kept."""
    return [
        helper.make_node("Mul", [left, f"{left}.shares"], [f"{left}.smooth"]),
        helper.make_node("ReduceMax", [f"{left}.smooth"], [f"{left}.most"], axes=[-1], keepdims=1),
        helper.make_node("ReduceMin", [f"{left}.smooth"], [f"{left}.least"], axes=[-1], keepdims=1),
        helper.make_node("Add", [f"{left}.most", f"{left}.least"], [f"{left}.sum"]),
        helper.make_node("Mul", [f"{left}.sum", _HALF], [f"{left}.middle"]),
        helper.make_node("Sub", [f"{left}.most", f"{left}.middle"], [f"{left}.far"]),
        helper.make_node("Max", [f"{left}.far", _TINY], [f"{left}.reach"]),
        helper.make_node("Sub", [f"{left}.smooth", f"{left}.middle"], [f"{left}.centred"]),
        helper.make_node("Div", [f"{left}.centred", f"{left}.reach"], [f"{left}.scaled"]),
        helper.make_node("QuantizeLinear", [f"{left}.scaled", _STEP, _ZERO], [f"{left}.int8"]),
    ]


def _columns(both: str, weights: Vector, most: int) -> list[Any]:
    scales = np.maximum(np.abs(weights).max(axis=0), 1e-8) / most
    rounded = np.clip(np.round(weights / scales), -most, most).astype(np.int8)
    return [
        numpy_helper.from_array(rounded, f"{both}.int8"),
        numpy_helper.from_array(scales.astype(np.float32), f"{both}.scales"),
        # Of the rounded weights: what rounding does to the two sums of Y must cancel.
        numpy_helper.from_array((rounded.astype(np.float64) * scales).sum(axis=0).astype(np.float32), f"{both}.sums"),
    ]


def _product(left: str, both: str, output: str) -> list[Any]:
    names = [f"{left}.int8", f"{both}.int8", _STEP, f"{both}.scales", _ZERO]
    return [
        helper.make_node("MatMulIntegerToFloat", names, [f"{output}.scaled"], domain="com.microsoft"),
        helper.make_node("Mul", [f"{output}.scaled", f"{left}.reach"], [f"{output}.reached"]),
        helper.make_node("Mul", [f"{left}.middle", f"{both}.sums"], [f"{output}.moved"]),
        helper.make_node("Add", [f"{output}.reached", f"{output}.moved"], [output]),
    ]


def _declare(model: ModelProto, most: int) -> None:
    model.graph.initializer.extend(
        [
            numpy_helper.from_array(np.float32(1e-6), _TINY),
            numpy_helper.from_array(np.float32(0.5), _HALF),
            numpy_helper.from_array(np.float32(1 / most), _STEP),
            numpy_helper.from_array(np.uint8(most), _ZERO),
        ]
    )
    if all(opset.domain != "com.microsoft" for opset in model.opset_import):
        model.opset_import.append(helper.make_opsetid("com.microsoft", 1))
