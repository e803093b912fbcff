package desk

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestFieldCheck_CanonicalOnly(t *testing.T) {
	sizes := []Option{{Value: "S"}, {Value: "M"}, {Value: "L"}}
	for _, c := range []struct {
		f         Field
		good, bad []Value
	}{
		{Field{Type: TypeString}, []Value{"", "кресло Престиж"}, []Value{" x", "x\n"}},
		{Field{Type: TypeString, Format: "time"}, []Value{"09:30", "23:59"}, []Value{"9:30", "24:00", "noon"}},
		{Field{Type: TypeInteger}, []Value{"0", "-12", "3000"}, []Value{"007", "1.0", "-0", "1e3", "1 000"}},
		{Field{Type: TypeNumber}, []Value{"0", "12.5", "-0.25"}, []Value{"12.50", ".5", "1,5", "NaN"}},
		{Field{Type: TypeMoney}, []Value{"26700.00 RUB", "0.00 EUR", "1.125 KWD"}, []Value{"26700 RUB", "1.00", "1.00 rub", "1.00 €"}},
		{Field{Type: TypeDate}, []Value{"2024-02-29"}, []Value{"2025-02-29", "29.02.2024"}},
		{Field{Type: TypeDateTime}, []Value{"2025-03-14T09:10:00Z"}, []Value{"2025-03-14T09:10:00+03:00", "2025-03-14"}},
		{Field{Type: TypeBoolean}, []Value{"true", "false"}, []Value{"yes", "True"}},
		{Field{Type: TypeEnum, Options: sizes}, []Value{"M"}, []Value{"m", "XL", "S\nM"}},
		{Field{Type: TypeMultiEnum, Options: sizes}, []Value{"S", "S\nL"}, []Value{"L\nS", "S\nS", "S\nXL"}},
		{Field{Type: TypePhone}, []Value{"+79162045518"}, []Value{"89162045518", "+7 916", "+0123456789"}},
		{Field{Type: TypeEmail}, []Value{"buh@veter-msk.ru"}, []Value{"Ann <a@b.c>", "a@", "a b@c.d"}},
		{Field{Type: TypeURL}, []Value{"https://example.com/a?b"}, []Value{"example.com", "javascript:alert(1)", "ftp://x.y"}},
		{Field{Type: TypeAddress}, []Value{"ул. Гагарина, 17"}, nil},
		{Field{Type: "shape"}, []Value{""}, []Value{"round"}},
	} {
		for _, v := range c.good {
			if err := c.f.Check(v); err != nil {
				t.Errorf("%s %q: %v", c.f.Type, v, err)
			}
		}
		for _, v := range c.bad {
			if err := c.f.Check(v); !errors.Is(err, ErrInvalid) {
				t.Errorf("%s %q: got %v, want ErrInvalid", c.f.Type, v, err)
			}
		}
	}
}

func TestMoney_ThereAndBack(t *testing.T) {
	for in, want := range map[string]Value{"26700": "26700.00 RUB", "1.5": "1.50 RUB", "1.125": "1.125 RUB", "3.10000": "3.10 RUB"} {
		got := MoneyValue(in, "RUB")
		if got != want {
			t.Errorf("%s: got %q, want %q", in, got, want)
		}
		if err := (Field{Type: TypeMoney}).Check(got); err != nil {
			t.Error(err)
		}
	}
	if a, c := Value("26700.00 RUB").Money(); a != "26700" || c != "RUB" {
		t.Errorf("got %q %q", a, c)
	}
}

func TestReadable_FF03_D14(t *testing.T) {
	for _, c := range []struct {
		f    Field
		want bool
	}{
		{Field{Type: TypeString}, true}, {Field{Type: TypeNumber}, true}, {Field{Type: TypeInteger}, true},
		{Field{Type: TypePhone}, false}, {Field{Type: TypePhone, On: true}, true}, {Field{Type: TypeText}, false},
		{Field{Type: TypeString, Policy: PolicyNever, On: true}, false},
	} {
		if got := c.f.Readable(); got != c.want {
			t.Errorf("%+v: got %v", c.f, got)
		}
	}
}

func TestRights_MC10_MC15_RS04(t *testing.T) {
	for _, c := range []struct {
		a    Actor
		k    CardKind
		want Right
	}{
		{Actor{Role: RoleAdmin}, KindDeal, MayChange},
		{Actor{Role: RoleOperator, Rights: Rights{Leads: MayChange}}, KindLead, MayChange},
		{Actor{Role: RoleOperator, Rights: Rights{Leads: MayChange}}, KindDeal, MayNothing},
		{Actor{Role: RoleSupervisor, Rights: Rights{Deals: MayRead}}, KindDeal, MayRead},
		{Actor{Role: RoleOperator, Rights: Rights{Deals: MayRead}}, KindContact, MayRead},
		{Actor{Role: RoleOperator}, KindContact, MayNothing},
		{Actor{Role: RoleOperator, Rights: Rights{Leads: MayRead, Deals: MayChange}}, KindContact, MayChange},
	} {
		if got := c.a.May(c.k); got != c.want {
			t.Errorf("%+v on %s: got %q, want %q", c.a, c.k, got, c.want)
		}
	}
	if err := (Actor{Role: RoleOperator, Rights: Rights{Deals: MayRead}}).MustChange(KindDeal); !errors.Is(err, ErrRefused) {
		t.Errorf("got %v, want a refusal", err)
	}
	if err := (Actor{Role: RoleOperator}).MustBe(RoleSupervisor); !errors.Is(err, ErrRefused) {
		t.Errorf("got %v, want a refusal", err)
	}
	if err := (Actor{Role: RoleAdmin}).MustBe(RoleSupervisor); err != nil {
		t.Error(err)
	}
}

func TestMode_PerLeadsAndPipeline_MC09(t *testing.T) {
	s := Settings{LeadMode: ModeFirst, PipelineModes: map[PipelineID]Mode{"sales": ModeAll}}
	for _, c := range []struct {
		card BoundCard
		want Mode
	}{
		{BoundCard{Ref: CardRef{Kind: KindLead, ID: "1"}}, ModeFirst},
		{BoundCard{Ref: CardRef{Kind: KindDeal, ID: "1"}, Pipeline: "sales"}, ModeAll},
		{BoundCard{Ref: CardRef{Kind: KindDeal, ID: "1"}, Pipeline: "repairs"}, ModeManual},
	} {
		if got := s.Mode(c.card); got != c.want {
			t.Errorf("%+v: got %q, want %q", c.card, got, c.want)
		}
	}
}

// A template knows no window, and every other rule (OP-29 to OP-31).
func TestMayWrite_ATemplateKnowsNoWindow_OP31(t *testing.T) {
	with, l := Template{Name: "back_in_stock", Language: "en"}, Line{Active: true, Traits: Traits{Window: 24 * time.Hour, Templates: true}}
	if err := l.MayWrite(noon.Add(-1000*time.Hour), noon, with); err != nil {
		t.Errorf("long after: %v", err)
	}
	if l.MayWrite(time.Time{}, noon, with) == nil {
		t.Error("to who never wrote: let through")
	}
	if l.Active = false; l.MayWrite(noon, noon, with) == nil {
		t.Error("on an inactive line: let through")
	}
	if with.Check(l) != nil || (Template{}).Check(Line{}) != nil {
		t.Error("a template is refused where there are some, or none elsewhere")
	}
	for name, bad := range map[string]error{
		"where there are none": with.Check(Line{}), "without a language": Template{Name: "x"}.Check(l), "without a name": Template{Language: "en"}.Check(l),
	} {
		if !errors.Is(bad, ErrInvalid) {
			t.Errorf("%s: got %v, want ErrInvalid", name, bad)
		}
	}
}

func TestCheckButtons(t *testing.T) {
	for name, c := range map[string]struct {
		b  Button
		ok bool
	}{
		"an answer":           {Button{Text: "Yes", Payload: "y"}, true},
		"a page":              {Button{Text: "Shop", URL: "https://shop.example/a"}, true},
		"nothing on it":       {Button{Text: " "}, false},
		"a novel":             {Button{Text: strings.Repeat("я", 257)}, false},
		"a huge payload":      {Button{Text: "x", Payload: strings.Repeat("x", 1001)}, false},
		"a script":            {Button{Text: "x", URL: "javascript:alert(1)"}, false},
		"both answer and url": {Button{Text: "x", Payload: "y", URL: "https://shop.example"}, false},
	} {
		if err := CheckButtons([]Button{c.b}); (err == nil) != c.ok || (err != nil && !errors.Is(err, ErrInvalid)) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if CheckButtons(make([]Button, MaxButtons+1)) == nil {
		t.Error("too many are let through")
	}
}
