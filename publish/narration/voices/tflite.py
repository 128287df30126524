"""Makes the text-to-mel model loadable: dropout that somebody left switched on is taken out of the graph.

The model holds two ``FlexRandomUniform`` operations, the dropout behind the pitch and energy embeddings, which only a full
TensorFlow can run. Dropout has no place in inference: whoever reads its output reads its input instead, and the operations
that computed it are removed. What is left are built-in operations, and the output becomes the same every time.
"""

from __future__ import annotations

from typing import Any

RANDOM = b"FlexRandomUniform"


def without_dropout(data: bytes) -> bytes:
    """The TFLite model ``data`` without dropout. Raises ``ValueError`` when the graph around it has another shape."""
    import flatbuffers
    from ai_edge_litert import schema_py_generated as schema

    model = schema.ModelT.InitFromPackedBuf(data, 0)
    for graph in model.subgraphs:
        _rewire(graph, model, schema)
    _forget_unused_codes(model)
    builder = flatbuffers.Builder(len(data) + 4096)
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def _rewire(graph: Any, model: Any, schema: Any) -> None:
    maker = {int(out): op for op in graph.operators for out in op.outputs}
    readers: dict[int, list[Any]] = {}
    for op in graph.operators:
        for tensor in op.inputs:
            readers.setdefault(int(tensor), []).append(op)
    instead: dict[int, int] = {}
    gone: set[int] = set()
    for op in graph.operators:
        if model.operatorCodes[op.opcodeIndex].customCode == RANDOM:
            output, source, chain = _dropout(op, maker, readers, model, schema)
            instead[output] = source
            gone |= {id(one) for one in chain}
    graph.operators = [op for op in graph.operators if id(op) not in gone]
    for op in graph.operators:
        op.inputs = [instead.get(int(tensor), int(tensor)) for tensor in op.inputs]


def _dropout(random: Any, maker: dict[int, Any], readers: dict[int, list[Any]], model: Any, schema: Any) -> tuple[int, int, list[Any]]:
    """The six operations ``x·scale · cast(random(shape(x)) ≥ rate)``: their output, the tensor ``x``, and themselves."""
    shape = maker[int(random.inputs[0])]
    source = int(shape.inputs[0])
    chain = [shape, random]
    while _code(chain[-1], model) != schema.BuiltinOperator.MUL:
        following = readers.get(int(chain[-1].outputs[0]), [])
        if len(following) != 1 or len(chain) > 5:
            raise ValueError("not the dropout that was expected")
        chain.append(following[0])
    scaled = [maker[int(t)] for t in chain[-1].inputs if int(t) in maker and maker[int(t)] is not chain[-2]]
    if len(scaled) != 1 or source not in [int(t) for t in scaled[0].inputs]:
        raise ValueError("not the dropout that was expected")
    return int(chain[-1].outputs[0]), source, [*chain, scaled[0]]


def _code(op: Any, model: Any) -> int:
    """An operation's built-in code; old files keep small ones in the deprecated field."""
    code = model.operatorCodes[op.opcodeIndex]
    return int(max(code.builtinCode, code.deprecatedBuiltinCode))


def _forget_unused_codes(model: Any) -> None:
    """Drop codes nobody uses: an interpreter refuses a model that only mentions an operation it does not have."""
    used = sorted({op.opcodeIndex for graph in model.subgraphs for op in graph.operators})
    place = {old: new for new, old in enumerate(used)}
    model.operatorCodes = [model.operatorCodes[old] for old in used]
    for graph in model.subgraphs:
        for op in graph.operators:
            op.opcodeIndex = place[op.opcodeIndex]
