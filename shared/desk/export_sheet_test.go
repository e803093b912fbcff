package desk

import (
	"testing"
	"time"
)

// TestACSVIsAsItsReadersSpreadsheetsWantIt_CL14: with semicolons where the comma is the
// decimal point, and called by the company's clock.
func TestACSVIsAsItsReadersSpreadsheetsWantIt_CL14(t *testing.T) {
	moscow := time.FixedZone("Moscow", 3*3600)
	for language, want := range map[string]rune{"en": ',', "ru": ';', "es": ';'} {
		e := Export{Format: ExportCSV, Language: language, AskedAt: time.Date(2026, 11, 30, 21, 4, 0, 0, time.UTC)}
		if got := e.Sheet().Comma(); got != want {
			t.Errorf("%s: got %q, want %q", language, got, want)
		}
		if got := e.FileName(moscow); got != "dialogs-2026-12-01-0004.csv" {
			t.Errorf("%s: it is called %s", language, got)
		}
		e.Format = ExportXLSX
		if got := e.Sheet(); got != ExportXLSX || got.Comma() != 0 {
			t.Errorf("%s: a workbook is written as %q", language, got)
		}
	}
}
