package main

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/infra/screen"
	"github.com/sufler/sufler/shared/desk"
)

// A company's own CRM, each on its fake: the card there is made once and filled, what a
// person set there stays until a person decides, and the history link opens.
func TestDemoFillsACardInEachCRM_SYS02_SYS06_SYS18_SYS20(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	wrong, err := newStage(t).CRMs(t.Context(), screen.New(&out))
	if err != nil || len(wrong) > 0 {
		t.Fatalf("%v\n%s\n%s", err, strings.Join(wrong, "\n"), out.String())
	}
	for _, crm := range []string{"Bitrix24", "Bitrix24's application", "Kommo", "Creatio", "A CRM by HTTP"} {
		for _, part := range []string{
			"it is connected", "the first message makes a", "the name is filled there: Neil", "the address that a person set there stays",
			"people see the value with its proof", "a person takes it there", "the history link shows",
		} {
			if !strings.Contains(out.String(), "✔ "+crm+": "+part) {
				t.Errorf("%s: %q is not shown:\n%s", crm, part, out.String())
			}
		}
	}
	if !strings.Contains(out.String(), "✔ Bitrix24's application: nothing waits there") {
		t.Errorf("what people see there is not shown:\n%s", out.String())
	}
}

func TestDemoOfCRMsSeesWhatIsWrong(t *testing.T) {
	t.Parallel()
	st := newStage(t)
	b, ok := st.CRM(desk.CRMBitrix24).(*parties.Bitrix24)
	if !ok {
		t.Fatal("the stage has no Bitrix24")
	}
	b.Locked = "UF_CRM_CLIENT_NAME" // it says yes to a value, and passes over it
	wrong, err := st.CRMs(t.Context(), screen.New(io.Discard))
	if got := strings.Join(wrong, "\n"); err != nil || !strings.Contains(got, "not so: Bitrix24: the name is filled there") || strings.Contains(got, "Kommo") {
		t.Errorf("got %q (%v), want the demo to say that Bitrix24 does not hold the name", wrong, err)
	}
}

// SYS-03: operators who stay in their CRM's own chat: what is said goes both ways once, and the
// session's end fills the card.
func TestDemoAnswersInAnOpenLine_SYS03(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	wrong, err := newStage(t).OpenLine(t.Context(), screen.New(&out))
	if err != nil || len(wrong) > 0 || strings.Count(out.String(), "✔") != 4 {
		t.Fatalf("%v\n%s\n%s", err, strings.Join(wrong, "\n"), out.String())
	}
}
