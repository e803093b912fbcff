package web_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/web"
)

// What is busy is not told in words, but for what wants to be left alone: who that is,
// and until when.
func TestWhatIsBusyForAWhileSaysUntilWhen(t *testing.T) {
	until := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	p := web.ProblemOf(fmt.Errorf("fields of b24: %w", &desk.Later{Until: until, Why: "the CRM is down"}))
	if want := "Not now: the CRM is down. The same request may work then."; p.Status != 503 || p.Code != web.CodeBusy || p.Detail != want || p.Until != web.Stamp(until) {
		t.Errorf("got %d %s %q until %q, want 503 busy %q until %q", p.Status, p.Code, p.Detail, p.Until, want, web.Stamp(until))
	}
	if p := web.ProblemOf(fmt.Errorf("%w: secret detail", desk.ErrBusy)); p.Detail != "Not now; the same request may work in a moment." || p.Until != "" {
		t.Errorf("got %q until %q", p.Detail, p.Until)
	}
}

// A CRM that fails is named, with what failed, so that nobody looks for the fault here.
func TestACRMThatFailsIsNamed(t *testing.T) {
	down := fmt.Errorf("%w: the CRM can't be reached, or gave no answer in time", desk.ErrBusy)
	p := web.ProblemOf(fmt.Errorf("read: %w", &desk.Away{Connection: "b24", Cause: fmt.Errorf("the fields of deals: %w", down)}))
	want := "Not now. The connection b24 failed: The fields of deals: the CRM can't be reached, or gave no answer in time. The same request may work in a moment."
	if p.Status != 503 || p.Code != web.CodeBusy || p.Detail != want {
		t.Errorf("got %d %s %q, want %q", p.Status, p.Code, p.Detail, want)
	}
}
