"""What several families of editions share; it knows none of them."""
