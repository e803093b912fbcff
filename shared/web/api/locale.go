package api

import (
	"fmt"
	"strings"
	"time"

	"golang.org/x/text/currency"
	"golang.org/x/text/language"

	"github.com/sufler/sufler/shared/desk"
)

// The checks of what says how people write. Empty is always right: it means the
// settings', or nothing asked for.

func checkLanguage(s string) error {
	if s == "" {
		return nil
	}
	if _, err := language.ParseBase(s); err != nil || s != strings.ToLower(s) {
		return fmt.Errorf("%w: the language must be a code of ISO 639 like es, ru or en", desk.ErrInvalid)
	}
	return nil
}

func checkZone(s string) error {
	if s == "" {
		return nil
	}
	if _, err := time.LoadLocation(s); err != nil || s == "Local" {
		return fmt.Errorf("%w: the zone must be a name of the IANA time zone database like Europe/Madrid", desk.ErrInvalid)
	}
	return nil
}

func checkRegion(s string) error {
	if s == "" {
		return nil
	}
	if r, err := language.ParseRegion(s); err != nil || !r.IsCountry() || len(s) != 2 || s != strings.ToUpper(s) {
		return fmt.Errorf("%w: the region must be a country of ISO 3166 like ES, RU or US", desk.ErrInvalid)
	}
	return nil
}

func checkCurrency(s string) error {
	if s == "" {
		return nil
	}
	if _, err := currency.ParseISO(s); err != nil || s != strings.ToUpper(s) {
		return fmt.Errorf("%w: the currency must be a code of ISO 4217 like EUR, RUB or USD", desk.ErrInvalid)
	}
	return nil
}

// seconds is a duration as the API has it.
func seconds(d time.Duration) float64 { return d.Seconds() }

func duration(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }
