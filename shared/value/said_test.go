package value_test

import (
	"bufio"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/value"
)

// said is a line of testdata/said.txt.
type said struct {
	line                   int
	language, region, kind string
	text                   string
	want                   []string // nil: none; "?": to be asked
}

func sayings(t *testing.T) []said {
	t.Helper()
	file, err := os.Open("testdata/said.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close() //nolint:errcheck // read only
	var out []said
	n := 0
	for lines := bufio.NewScanner(file); lines.Scan(); {
		n++
		if strings.HasPrefix(lines.Text(), "#") {
			continue
		}
		part := strings.Split(lines.Text(), " | ")
		if len(part) != 4 {
			t.Fatalf("line %d: four columns, please", n)
		}
		s := said{line: n, kind: part[1], text: part[2]}
		s.language, s.region, _ = strings.Cut(part[0], "-")
		if part[3] != "-" {
			s.want = strings.Split(part[3], ", ")
		}
		out = append(out, s)
	}
	return out
}

var saidIn = map[string]string{"en": "US", "ru": "RU", "es": "ES"}

var paidIn = map[string]string{"US": "USD", "GB": "GBP", "RU": "RUB", "UA": "UAH", "KZ": "KZT", "ES": "EUR", "MX": "MXN", "AR": "ARS", "CO": "COP", "CL": "CLP", "CH": "CHF", "IN": "INR"}

// hits are what a saying holds, of sums with no currency and hours alone too, since
// their field asks for one.
func (s said) hits() []value.Hit {
	at := time.Date(2025, 3, 14, 10, 0, 0, 0, time.UTC)
	l := desk.Locale{Language: s.language, Region: s.region, Zone: time.UTC}
	if l.Region == "" {
		l.Region = saidIn[s.language]
	}
	l.Currency = paidIn[l.Region]
	switch s.kind {
	case "money":
		return value.Monies(s.text, "", l)
	case "date":
		return value.Dates(s.text, at, l)
	case "moment":
		return value.Moments(s.text, at, l)
	case "phone":
		return value.Phones(s.text, l)
	}
	return value.Find(desk.Field{Name: "n", Title: "N", Type: desk.TypeInteger}, s.text, at, l)
}

// as says what a saying is read as.
func (s said) as() []string {
	if s.kind == "answer" {
		return [][]string{{"unclear"}, {"yes"}, {"no"}}[value.Answered(s.text)]
	}
	var out []string
	for _, h := range s.hits() {
		switch {
		case h.Doubt:
			out = append(out, "?")
		default:
			out = append(out, string(h.Value))
		}
	}
	return out
}

func TestSaid(t *testing.T) {
	right, all := map[string]int{}, map[string]int{}
	for _, s := range sayings(t) {
		all[s.kind]++
		got := strings.Join(s.as(), ", ")
		if want := strings.Join(s.want, ", "); got == want || want == "?" && got == "" {
			right[s.kind]++
		} else {
			t.Errorf("testdata/said.txt:%d: %q as %s: got %q, want %q", s.line, s.text, s.kind, got, want)
		}
	}
	for kind, n := range all {
		t.Logf("%s: %d of %d", kind, right[kind], n)
	}
}
