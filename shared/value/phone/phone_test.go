package phone_test

import (
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/nyaruka/phonenumbers"

	"github.com/sufler/sufler/shared/value/phone"
)

var update = flag.Bool("update", false, "write plans.txt anew, out of the library")

// TestPlansAreTheLibrarys: a new version of the library brings new plans, which
// -update writes.
func TestPlansAreTheLibrarys(t *testing.T) {
	want := plans(t)
	if *update {
		if err := os.WriteFile("plans.txt", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile("plans.txt")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("plans.txt is not what the library knows; -update writes it")
	}
}

// plans are the library's, in the columns of plans.txt.
func plans(t *testing.T) string {
	all, err := phonenumbers.MetadataCollection()
	if err != nil {
		t.Fatal(err)
	}
	find := map[string]*phonenumbers.PhoneMetadata{}
	for _, m := range all.GetMetadata() {
		find[m.GetId()+strconv.Itoa(int(m.GetCountryCode()))] = m
	}
	var b strings.Builder
	written := 0
	for code := range 1000 {
		for _, region := range phonenumbers.GetRegionCodesForCountryCode(code) {
			m := find[region+strconv.Itoa(code)]
			if m == nil || len(m.GetGeneralDesc().GetNationalNumberPattern()) == 0 || len(m.GetGeneralDesc().GetPossibleLength()) == 0 {
				t.Fatalf("%d: %s has no plan, which the package reckons with", code, region)
			}
			columns := []string{
				region, strconv.Itoa(code), m.GetInternationalPrefix(), m.GetNationalPrefixForParsing(), m.GetNationalPrefixTransformRule(), m.GetLeadingDigits(),
				list(t, m.GetGeneralDesc().GetPossibleLength()), list(t, m.GetGeneralDesc().GetPossibleLengthLocalOnly()), kind(t, m.GetGeneralDesc()),
			}
			kinds := []*phonenumbers.PhoneNumberDesc{
				m.GetFixedLine(), m.GetMobile(), m.GetTollFree(), m.GetPremiumRate(), m.GetSharedCost(), m.GetVoip(), m.GetPersonalNumber(), m.GetPager(), m.GetUan(), m.GetVoicemail(),
			}
			if m.GetSameMobileAndFixedLinePattern() {
				kinds = slices.Delete(kinds, 1, 2)
			}
			for _, d := range kinds {
				if d.GetNationalNumberPattern() != "" && d.GetNationalNumberPattern() != "NA" && !slices.Equal(d.GetPossibleLength(), []int32{-1}) {
					columns = append(columns, kind(t, d))
				}
			}
			line := strings.Join(columns, "\t")
			if strings.Contains(line, "\n") || strings.Count(line, "\t") != len(columns)-1 {
				t.Fatalf("%s: a pattern has white space", region)
			}
			b.WriteString(line + "\n")
			written++
		}
	}
	if written != len(all.GetMetadata()) {
		t.Fatalf("%d plans were written, the library has %d", written, len(all.GetMetadata()))
	}
	return b.String()
}

func kind(t *testing.T, d *phonenumbers.PhoneNumberDesc) string {
	return list(t, d.GetPossibleLength()) + " " + d.GetNationalNumberPattern()
}

func list(t *testing.T, lengths []int32) string {
	var all []string
	for _, n := range lengths {
		if n < 1 || n > 31 {
			t.Fatalf("%v are no lengths", lengths)
		}
		all = append(all, strconv.Itoa(int(n)))
	}
	return strings.Join(all, ",")
}

// TestAnswersAsTheLibraryDoes asks both of every example of every kind that every
// region has, written in every way and with each mistake, at home and elsewhere.
func TestAnswersAsTheLibraryDoes(t *testing.T) {
	asked, valid := 0, 0
	for _, region := range slices.Sorted(maps.Keys(phonenumbers.GetSupportedRegions())) {
		for kind := phonenumbers.FIXED_LINE; kind <= phonenumbers.VOICEMAIL; kind++ {
			n := phonenumbers.GetExampleNumberForType(region, kind)
			if n == nil {
				continue
			}
			for _, digits := range written(n) {
				for _, home := range []string{region, "RU", "ZZ"} {
					for _, plus := range []bool{false, true} {
						asked++
						if same(t, digits, plus, home) {
							valid++
						}
					}
				}
			}
		}
	}
	for code := range phonenumbers.GetSupportedGlobalNetworkCallingCodes() {
		for _, digits := range written(phonenumbers.GetExampleNumberForNonGeoEntity(code)) {
			same(t, digits, true, "RU")
		}
	}
	if asked < 50_000 || valid < asked/10 || valid > asked*9/10 {
		t.Errorf("%d numbers were asked for, %d of them valid: the test looks at the wrong ones", asked, valid)
	}
}

// written are the ways in which a number is written and dialled, and mistaken.
func written(n *phonenumbers.PhoneNumber) []string {
	code, national := strconv.Itoa(int(n.GetCountryCode())), phonenumbers.GetNationalSignificantNumber(n)
	dialled := phonenumbers.NormalizeDigitsOnly(phonenumbers.Format(n, phonenumbers.NATIONAL))
	all := []string{
		national, code + national, dialled, "00" + code + national, "011" + code + national, "810" + code + national, "8" + national, "0" + national,
		"1" + national, "15" + national, code + dialled, code + code + national, "9" + national,
	}
	for _, s := range []string{national, code + national} {
		all = append(all, s[:len(s)-1], s+"0", s[1:], s[:len(s)/2]+s[len(s)/2+1:], s[:1]+"9"+s[2:], s[:len(s)/2]+"5"+s[len(s)/2+1:])
	}
	return all
}

// TestAnswersAsTheLibraryDoesToAnything asks both of numbers by chance, in all
// regions.
func TestAnswersAsTheLibraryDoesToAnything(t *testing.T) {
	chance := rand.New(rand.NewPCG(1, 2))
	regions := slices.Sorted(maps.Keys(phonenumbers.GetSupportedRegions()))
	starts := []string{"", "", "0", "1", "7", "8", "00", "011", "810", "34", "49", "52", "54", "55"}
	for range 30_000 {
		region := regions[chance.IntN(len(regions))]
		digits := starts[chance.IntN(len(starts))]
		if chance.IntN(3) == 0 {
			digits += strconv.Itoa(phonenumbers.GetCountryCodeForRegion(region))
		}
		for n := 3 + chance.IntN(13); len(digits) < n; {
			digits += string(rune('0' + chance.IntN(10)))
		}
		same(t, digits, chance.IntN(2) == 0, region)
	}
}

func FuzzAnswersAsTheLibraryDoes(f *testing.F) {
	f.Add("89162045518", false, "RU")
	f.Add("5491123456789", true, "AR")
	f.Add("390612345678", true, "IT")
	f.Add("80012345678", false, "001") // a region that is no country
	f.Fuzz(func(t *testing.T, digits string, plus bool, region string) {
		same(t, asked(digits), plus, region)
	})
}

// asked makes any text digits that may be asked for: three to nineteen.
func asked(text string) string {
	digits := []byte(text + "000")
	digits = digits[:min(max(len(text), 3), 19)]
	for i, b := range digits {
		digits[i] = '0' + b%10
	}
	return string(digits)
}

// same fails the test if the two differ about a number, and says whether it is
// valid.
func same(t *testing.T, digits string, plus bool, region string) (valid bool) {
	t.Helper()
	s := digits
	if plus {
		s = "+" + s
	}
	got, want := "none", "none"
	if n, ok := phone.Parse(digits, plus, region); ok {
		got = fmt.Sprint(n.E164(), " possible ", n.Possible(), " valid ", n.Valid(), " here ", n.ValidIn(region))
	}
	if n, err := phonenumbers.Parse(s, region); err == nil {
		valid = phonenumbers.IsValidNumber(n)
		want = fmt.Sprint(phonenumbers.Format(n, phonenumbers.E164), " possible ", phonenumbers.IsPossibleNumber(n), " valid ", valid, " here ", phonenumbers.IsValidNumberForRegion(n, region))
	}
	if got != want {
		t.Errorf("%s in %s: got %s, want %s", s, region, got, want)
	}
	return valid
}
