package connecting

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"

	"github.com/sufler/sufler/shared/desk"
)

type paper struct{ o desk.Outage }

func (p *paper) Outage(context.Context, desk.ConnectionID) (desk.Outage, error) { return p.o, nil }
func (p *paper) SaveOutage(_ context.Context, o desk.Outage) (desk.Outage, error) {
	p.o = o
	return o, nil
}

// The log says once that an outage began and once that it is over, whichever process
// found that.
func TestAnOutageIsLoggedOnce(t *testing.T) {
	var said bytes.Buffer
	shared, log := &paper{}, slog.New(slog.NewTextHandler(&said, nil))
	one, other := &told{Board: shared, log: log}, &told{Board: shared, log: log}
	save := func(b *told, failed int) {
		t.Helper()
		if _, err := b.SaveOutage(t.Context(), desk.Outage{Connection: "hub", Why: "the CRM is down", Failed: failed}); err != nil {
			t.Fatal(err)
		}
	}
	save(one, 3)
	save(one, 4)
	if _, err := other.Outage(t.Context(), "hub"); err != nil {
		t.Fatal(err)
	}
	save(other, 5)
	save(other, 0)
	save(other, 0)
	if lines := strings.Split(strings.TrimSpace(said.String()), "\n"); len(lines) != 2 || !strings.Contains(lines[0], "left alone") || !strings.Contains(lines[1], "asked again") {
		t.Errorf("the log says\n%s", said.String())
	}
}
