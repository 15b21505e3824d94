"""What can be wrong with a graph or a question to it; each name is a sentence."""


class GraphError(Exception):
    """Base of every error that this package raises on purpose."""


class NodeIsUnknown(GraphError):
    """A link names a node that no record describes.

    Parameters
    ----------
    node : str
        Id of the missing node.
    """

    def __init__(self, node: str) -> None:
        super().__init__(f"no record describes the node {node!r}")
        self.node = node


class LinkIsUnknown(GraphError):
    """The link that was named is not in the graph.

    Parameters
    ----------
    source, target, key : str
        Where it would run, and its key.
    """

    def __init__(self, source: str, target: str, key: str) -> None:
        super().__init__(f"no link {key!r} runs from {source!r} to {target!r}")
        self.source = source
        self.target = target
        self.key = key


class IdStandsForTwoThings(GraphError):
    """Two records of different kinds carry one id.

    Parameters
    ----------
    node : str
        The id that is used twice.
    kinds : tuple of str
        The two kinds.
    """

    def __init__(self, node: str, kinds: tuple[str, str]) -> None:
        super().__init__(f"{node!r} is both {kinds[0]} and {kinds[1]}")
        self.node = node
        self.kinds = kinds


class LinkEndIsOfTheWrongKind(GraphError):
    """A link stands on a node that links of its kind do not touch.

    Parameters
    ----------
    link, node, kind : str
        Kind of the link, id of the node, kind of the node.
    """

    def __init__(self, link: str, node: str, kind: str) -> None:
        super().__init__(f"{link!r} cannot touch {node!r}, which is of kind {kind!r}")
        self.link = link
        self.node = node
        self.kind = kind


class NodeIsNotInView(GraphError):
    """The node is missing, or the viewer may not see it: both look the same from outside.

    Parameters
    ----------
    node : str
        Id that was asked for.
    """

    def __init__(self, node: str) -> None:
        super().__init__(f"{node!r} is not in view")
        self.node = node
