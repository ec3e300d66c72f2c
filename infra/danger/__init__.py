"""How dangers are recognised: corpora, what is learned from them, and how well it holds."""
