"""The columns of a sheet of places, and the words that its cells are known by."""

from chalicelib.kernel.words import N_

from . import called
from .columns import Column

OF_A_SPOT = (
    Column("code", N_("Label code"),
           ("code", "label", "qr", "標籤", "标签", "標籤編號", "标签编号", "代碼", "代码",
            "編碼", "编码")),
    Column("building", N_("Building"),
           ("tower", "block", "大廈", "大厦", "座", "樓棟", "楼栋", "棟", "栋", "座數", "楼座",
            "樓座", "幢")),
    Column("floor", N_("Floor"), ("level", "storey", "樓層", "楼层", "層", "层", "樓", "楼")),
    Column("flat", N_("Flat"),
           ("unit", "room", "apartment", "單位", "单位", "室", "房號", "房号", "室號", "室号",
            "門牌", "门牌")),
)  # fmt: skip


OF_A_HOUSEHOLD = Column("household", N_("Household"),
                        ("home", "住戶", "住户", "戶", "户", "戶號", "户号", "業戶",
                         "业户"))  # fmt: skip


COLUMNS = (
    Column("line", N_("A line for many places"),
           ("places", "line", "many places", "多個地點", "多个地点")),
    *OF_A_SPOT,
    Column("name", N_("Place"),
           ("name", "spot", "名稱", "名称", "位置", "地點名稱", "地点名称"), True),
    Column("kind", N_("Type"), ("type", "類型", "类型", "類別", "类别", "種類", "种类")),
    OF_A_HOUSEHOLD,
    Column("building_name", N_("Name of the building"),
           ("building name", "大廈名稱", "大厦名称", "樓宇名稱", "楼宇名称"), True),
)  # fmt: skip


EVERYBODY, FLAT = N_("common area"), N_("a flat")


KINDS = {
    "shared": (*called.in_each(EVERYBODY), "public", "公共", "公用", "公眾", "公众"),
    "private": (*called.in_each(FLAT), "flat", "home", "私人", "住宅", "單位", "单位", "住戶",
                "住户"),
}  # fmt: skip
