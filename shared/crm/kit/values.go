package kit

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// Plain is a scalar of a body as text; "": it is none.
func Plain(v any) string {
	switch v := v.(type) {
	case string:
		return strings.TrimSpace(v)
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	}
	return ""
}

// AsItStands is anything as text, "" if it is nothing: what has no form that we know is
// given so, since the field is not empty, and a person put that there.
func AsItStands(v any) desk.Value {
	s := Plain(v)
	switch of := v.(type) {
	case nil, string, json.Number, bool:
	case []any:
		if len(of) > 0 { // else nothing, as PHP's empty map is
			s = marshalled(v)
		}
	case map[string]any:
		if len(of) > 0 {
			s = marshalled(v)
		}
	}
	if len(s) > desk.MaxValue {
		s = strings.TrimSpace(strings.ToValidUTF8(s[:desk.MaxValue], ""))
	}
	return desk.Value(s)
}

func marshalled(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(b)
}

// Number is a decimal as it is canonical: no exponent, no zeros in front or behind. "": it
// is none.
func Number(s string) string {
	if strings.ContainsAny(s, "eE") {
		f, err := strconv.ParseFloat(s, 64)
		if err != nil {
			return ""
		}
		s = strconv.FormatFloat(f, 'f', -1, 64)
	}
	if _, err := strconv.ParseFloat(s, 64); err != nil || strings.Trim(s, "+-.0123456789") != "" {
		return ""
	}
	whole, part, _ := strings.Cut(strings.TrimPrefix(s, "+"), ".")
	minus := strings.HasPrefix(whole, "-")
	whole, part = strings.TrimLeft(strings.TrimPrefix(whole, "-"), "0"), strings.TrimRight(part, "0")
	if whole == "" {
		whole = "0"
	}
	if part != "" {
		whole += "." + part
	}
	if minus && whole != "0" {
		whole = "-" + whole
	}
	return whole
}

// Phone is a number in its international form without what people write between digits. One
// that is written without a country's code is of the connection's country, if it names that
// by its calling code ("380"; "": it does not); else it is left as it is.
func Phone(s, country string) string {
	bare := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -().\u00a0/", r) {
			return -1
		}
		return r
	}, s)
	switch {
	case strings.HasPrefix(bare, "+"):
		return bare
	case strings.Trim(bare, "0123456789") != "":
		return s
	case strings.HasPrefix(bare, "00") && len(bare) > 9:
		return "+" + bare[2:]
	case country == "" || len(bare) < 6:
		return s
	case country == "7" && len(bare) == 11 && bare[0] == '8':
		return "+7" + bare[1:]
	case strings.HasPrefix(bare, country) && len(bare) >= len(country)+9:
		return "+" + bare
	}
	if country != "1" && country != "39" { // there a number has no 0 in front, or keeps it
		bare = strings.TrimPrefix(bare, "0")
	}
	return "+" + country + bare
}

// Country is the calling code of a connection's phones without one, as its option country says;
// "": it names none. *desk.WrongSettings: it is no such code.
func Country(c desk.Connection) (string, error) {
	code := c.Options["country"]
	if len(code) > 4 || strings.Trim(code, "0123456789") != "" || strings.HasPrefix(code, "0") {
		return "", desk.WrongSetting(c.Kind, "country", false, "crm_country", "is no calling code: write it like 380")
	}
	return code, nil
}

// Zone is where a CRM's people write times without an offset, as the connection's option zone
// says: UTC, if it says nothing. *desk.WrongSettings: there is no such zone.
func Zone(c desk.Connection) (*time.Location, error) {
	zone, err := time.LoadLocation(c.Options["zone"])
	if err != nil || c.Options["zone"] == "Local" {
		return nil, desk.WrongSetting(c.Kind, "zone", false, "crm_zone", "is no name of a time zone: write it like Europe/Madrid")
	}
	return zone, nil
}

// SamePhone says whether a number, as a person wrote it, is the one in international
// form: with the plus or without it, with 00, with 8 in Russia and Kazakhstan, and, where
// it has no country, in that of code ("1", "34"; "": there is none).
func SamePhone(written, international, code string) bool {
	want, digits := Digits(international), Digits(written)
	switch {
	case digits == "" || want == "":
		return false
	case strings.HasPrefix(strings.TrimSpace(written), "+"):
		return digits == want
	case digits == want || digits == "00"+want:
		return true
	case len(want) == 11 && want[0] == '7' && digits == "8"+want[1:]:
		return true
	}
	national, ours := strings.CutPrefix(want, code)
	return code != "" && ours && (digits == national || digits == "0"+national)
}

// Digits are the digits of a text.
func Digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// InOrder are the labels of options in the field's order, as a value of several.
func InOrder(options []desk.Option, has map[string]bool) desk.Value {
	var out []string
	for _, o := range options {
		if has[o.Value] && !slices.Contains(out, o.Value) {
			out = append(out, o.Value)
		}
	}
	return desk.Value(strings.Join(out, "\n"))
}
