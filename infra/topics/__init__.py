"""How it is recognised what words are about: corpora, what is learned, and how well it holds."""
