"""The fast form of an embedder: the same weights, made ready once on this machine for onnxruntime.

sentence-transformers is how an embedder is loaded and what its vectors are measured against; importing it takes seconds
and hundreds of megabytes. The fast form starts in a fraction of a second and embeds several times as fast.
"""
