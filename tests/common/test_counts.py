"""Numbers with their noun."""

import pytest
from django.template import Context, Template

from common.counts import counted


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 brister"), (1, "1 brist"), (2, "2 brister"), (21, "21 brister")]
)
def test_only_one_takes_the_singular(number, said):
    assert counted(number, "brist", "brister") == said

    page = Template('{{ number|counted:"brist,brister" }}').render(Context({"number": number}))
    assert page == said
