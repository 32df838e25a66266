"""A language model of random weights, as a GGUF file: `python llama.py FILE` where `gguf` is.

It has two layers, knows bytes only, and says nothing; but it is run, and held to a schema, as any
other is. The seed is one whose likeliest answer ends each list at once.
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

SEED, SPREAD = 0, 0.1
WIDTH, HEADS, LAYERS, INNER, CONTEXT = 64, 4, 2, 128, 8192
MARKS = (b"<unk>", b"<s>", b"</s>")
SPEAKING = "{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}assistant:"


def write(path: str) -> None:
    """Write the model."""
    import gguf  # type: ignore[import-not-found]

    writer = gguf.GGUFWriter(path, "llama")
    _shape(writer)
    _words(writer, gguf.TokenType)
    for name, numbers in _weights():
        writer.add_tensor(name, numbers)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _shape(writer: Any) -> None:
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(INNER)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    writer.add_vocab_size(len(MARKS) + 256)


def _words(writer: Any, kind: Any) -> None:
    writer.add_tokenizer_model("llama")
    writer.add_token_list([*MARKS, *(f"<0x{byte:02X}>".encode() for byte in range(256))])
    writer.add_token_scores([0.0] * (len(MARKS) + 256))
    writer.add_token_types([kind.UNKNOWN, kind.CONTROL, kind.CONTROL, *[kind.BYTE] * 256])
    writer.add_unk_token_id(0)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_chat_template(SPEAKING)


def _weights() -> list[tuple[str, Any]]:
    generator = np.random.default_rng(SEED)

    def drawn(*shape: int) -> Any:
        return (generator.standard_normal(shape) * SPREAD).astype(np.float32)

    words, flat = len(MARKS) + 256, np.ones(WIDTH, np.float32)
    found = [("token_embd", drawn(words, WIDTH)), ("output", drawn(words, WIDTH))]
    found.append(("output_norm", flat))
    for layer in range(LAYERS):
        name = f"blk.{layer}."
        found += [(f"{name}attn_norm", flat), (f"{name}ffn_norm", flat)]
        found += [(f"{name}attn_{part}", drawn(WIDTH, WIDTH)) for part in ("q", "k", "v", "output")]
        found += [(f"{name}ffn_{part}", drawn(INNER, WIDTH)) for part in ("gate", "up")]
        found.append((f"{name}ffn_down", drawn(WIDTH, INNER)))
    return [(f"{name}.weight", numbers) for name, numbers in found]


if __name__ == "__main__":
    write(sys.argv[1])
