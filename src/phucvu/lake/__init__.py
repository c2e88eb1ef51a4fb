"""Where everything is kept: raw files, Delta tables under one manifest, and the engines that count over them."""
