"""What the apps above have given: in that order, each once, a later one in place of its like."""

from common.registry import Registry


def test_what_is_given_twice_stands_once_and_in_its_first_place() -> None:
    registry = Registry[str]()

    registry.register("a", "b")
    registry.register("a")

    assert list(registry) == ["a", "b"]


def test_a_later_one_of_the_same_key_takes_the_place_of_the_earlier() -> None:
    registry = Registry[str](str.casefold)

    registry.register("A", "b")
    registry.register("a")

    assert list(registry) == ["a", "b"]
    assert registry.get("b") == "b"
    assert registry.get("c") is None


def test_the_first_answer_counts_and_nobody_else_is_asked() -> None:
    registry = Registry[int]()
    registry.register(0, 2, 3)
    asked: list[int] = []

    def answer(item: int) -> int:
        asked.append(item)
        return item

    assert registry.first(answer) == 2
    assert asked == [0, 2]
    assert Registry[int]().first(lambda item: item) is None
