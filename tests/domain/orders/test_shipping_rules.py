"""What sending costs, on many numbers; and which region an address lies in."""

import pytest
from hypothesis import given, strategies as st

from domain.orders.regions import lies_in, names_in
from domain.orders.shipping_rules import MAX_FEE_CENTS, Piece, Template, Zone, fee, shipping

cents = st.integers(0, 10**7)
grams = st.integers(0, 10**10)
regions = st.sampled_from(["", "浙江省 杭州市", "西藏 拉萨", "Xinjiang, Urumqi", "Narnia"])
zones = st.lists(
    st.builds(
        Zone,
        st.sampled_from([("浙江",), ("西藏", "新疆"), ("Narnia",), ()]),
        st.booleans(),
        cents,
        cents,
    ),
    max_size=3,
).map(tuple)
templates = st.builds(
    Template,
    id=st.integers(0, 3),
    name=st.just("Post"),
    kind=st.sampled_from(["flat", "weight", "pickup", "digital"]),
    fee_cents=cents,
    first_grams=grams,
    step_grams=st.integers(1, 10**6),
    step_cents=cents,
    free_from_cents=st.none() | st.integers(1, 10**7),
    sends_elsewhere=st.booleans(),
    zones=zones,
)


@given(templates, cents, grams, regions)
def test_a_fee_is_never_negative_and_always_fits_its_column(template, goods, weight, region):
    asked = fee(template, goods_cents=goods, grams=weight, region=region)
    assert asked is None or 0 <= asked <= MAX_FEE_CENTS


@given(templates, cents, grams, grams, regions)
def test_more_weight_never_costs_less(template, goods, weight, more, region):
    light = fee(template, goods_cents=goods, grams=weight, region=region)
    heavy = fee(template, goods_cents=goods, grams=weight + more, region=region)
    assert (light is None) == (heavy is None)
    assert light is None or light <= heavy


@given(templates, cents, cents, grams, regions)
def test_dearer_goods_are_never_dearer_to_send(template, goods, more, weight, region):
    few = fee(template, goods_cents=goods, grams=weight, region=region)
    many = fee(template, goods_cents=goods + more, grams=weight, region=region)
    assert few is None or many <= few


@given(
    st.lists(templates, min_size=4, max_size=4), st.lists(st.tuples(st.integers(0, 3), cents, grams)), regions
)
def test_an_order_pays_each_template_once_for_all_its_goods_and_weight(kinds, wanted, region):
    kinds = [Template(**{**vars_of(kind), "id": number}) for number, kind in enumerate(kinds)]
    sending = shipping([Piece(kinds[which], goods, weight) for which, goods, weight in wanted], region)
    assert sending.fee_cents == sum(part.fee_cents or 0 for part in sending.parts)
    assert len(sending.parts) == len({which for which, _, _ in wanted})
    for part in sending.parts:
        mine = [(goods, weight) for which, goods, weight in wanted if which == part.template.id]
        assert (part.goods_cents, part.grams) == (sum(g for g, _ in mine), sum(w for _, w in mine))
        assert part.fee_cents == fee(
            part.template, goods_cents=part.goods_cents, grams=part.grams, region=region
        )


def vars_of(template: Template) -> dict[str, object]:
    return {name: getattr(template, name) for name in Template.__dataclass_fields__}


POST = Template(
    id=1,
    name="Post",
    kind="weight",
    fee_cents=800,
    first_grams=1_000,
    step_grams=500,
    step_cents=200,
    free_from_cents=20_000,
    zones=(
        Zone(("新疆", "西藏"), True, 2_000, 900),
        Zone(("Hainan",), False, 0),
    ),
)


@pytest.mark.parametrize(
    ("weight", "region", "goods", "cost"),
    [
        (0, "浙江", 100, 800),
        (1_000, "浙江", 100, 800),
        (1_001, "浙江", 100, 1_000),
        (1_501, "浙江", 100, 1_200),
        (1_501, "新疆 乌鲁木齐", 100, 3_800),
        (1_501, "新疆 乌鲁木齐", 20_000, 0),
        (10, "海南省 三亚市", 100, None),
        (10, "海南省 三亚市", 20_000, None),
        (10, "", 100, 800),
    ],
)
def test_each_begun_step_of_weight_costs_and_regions_have_their_own_fee(weight, region, goods, cost):
    assert fee(POST, goods_cents=goods, grams=weight, region=region) == cost


@pytest.mark.parametrize(
    ("address", "names", "inside"),
    [
        ("浙江省 杭州市", "浙江", True),
        ("浙江杭州", "杭州", True),
        ("Hangzhou, Zhejiang", "浙江", True),
        ("内蒙古自治区 包头市", "Inner Mongolia", True),
        ("臺灣 台北", "台湾", True),
        ("中国 西藏自治区", "新疆, 西藏", True),
        ("青海省 海南藏族自治州", "海南", False),
        ("四川省 成都市 西藏路", "西藏", False),
        ("吉林省 长春市", "吉林市", False),
        ("Hunan", "Hu", False),
        ("", "浙江", False),
        ("Narnia", "", False),
    ],
)
def test_a_region_is_known_by_its_names_and_by_the_first_of_an_address(address, names, inside):
    assert lies_in(address, names_in(names)) is inside
