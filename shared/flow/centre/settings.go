package centre

import (
	"context"
	"errors"
	"fmt"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/work"
)

// Hosts are the CRMs that show our settings of their centre's lines.
type Hosts interface {
	// CentreVisit is who opened the settings of a line by a call of their browser, as the CRM
	// proves: an administrator there. A Refusal: they are none; the visit says even then
	// who may show the page.
	CentreVisit(ctx context.Context, c desk.Connection, w desk.Webhook) (desk.CentreVisit, error)
	// CentreReturn is who comes back with a visit's pass, as the CRM proves anew.
	CentreReturn(ctx context.Context, c desk.Connection, pass string) (desk.CentreVisit, error)
	// Serve switches us on or off for the visit's line, by the visitor's own right, under a
	// name. Idempotent.
	Serve(ctx context.Context, c desk.Connection, pass string, on bool, name string) error
}

// LineStore keeps our lines.
type LineStore interface {
	Lines(ctx context.Context) ([]desk.Line, error)
	// SaveLine stores it over the one of its Version. ErrConflict.
	SaveLine(ctx context.Context, l desk.Line) (desk.Line, error)
}

// Settings lets administrators of a CRM choose, within it, whose customers one of its lines
// serves.
//
// Repeating is harmless: a line is answered there, or is not.
type Settings struct {
	Connections flow.Connections
	Hosts       Hosts
	Lines       LineStore
}

// Chosen is what the settings show.
type Chosen struct {
	Visit desk.CentreVisit
	Lines []desk.Line // that are answered there, or here alone
}

// Open shows the settings to who opened them in the CRM. A Refusal: it is not proven who they
// are. ErrNotFound: there is no such connection.
func (s *Settings) Open(ctx context.Context, id desk.ConnectionID, w desk.Webhook) (Chosen, error) {
	c, err := s.connection(ctx, id)
	if err != nil {
		return Chosen{}, err
	}
	visit, err := s.Hosts.CentreVisit(ctx, c, w)
	if err != nil {
		return Chosen{Visit: visit}, err
	}
	return s.shown(ctx, c, visit)
}

// Choose has a line of ours answered in the visit's, or no longer, and answers with the settings
// as they are then. What another connection answers is left to that one.
func (s *Settings) Choose(ctx context.Context, id desk.ConnectionID, pass string, line desk.LineID, on bool) (Chosen, error) {
	c, err := s.connection(ctx, id)
	if err != nil {
		return Chosen{}, err
	}
	visit, err := s.Hosts.CentreReturn(ctx, c, pass)
	if err != nil {
		return Chosen{Visit: visit}, err
	}
	to := desk.Centre{Connection: c.ID, Line: visit.Line}
	for try := 0; ; try++ {
		if err = s.choose(ctx, to, line, on); !errors.Is(err, desk.ErrConflict) || try == work.Retries {
			break
		}
	}
	if err != nil {
		return Chosen{Visit: visit}, err
	}
	now, err := s.shown(ctx, c, visit)
	if err != nil {
		return now, err
	}
	name, served := "", false
	for _, l := range now.Lines {
		if l.Centre() == to {
			if name, served = l.Title, true; name == "" {
				name = string(l.ID)
			}
			break
		}
	}
	return now, s.Hosts.Serve(ctx, c, pass, served, name)
}

func (s *Settings) choose(ctx context.Context, to desk.Centre, id desk.LineID, on bool) error {
	all, err := s.Lines.Lines(ctx)
	if err != nil {
		return fmt.Errorf("lines: %w", err)
	}
	for _, l := range all {
		if l.ID != id || l.CentreConnection != "" && l.CentreConnection != to.Connection {
			continue
		}
		switch {
		case on && l.Centre() != to:
			l.CentreConnection, l.CentreLine = to.Connection, to.Line
		case !on && l.Centre() == to:
			l.CentreConnection, l.CentreLine = "", ""
		default:
			return nil
		}
		_, err := s.Lines.SaveLine(ctx, l)
		return err
	}
	return fmt.Errorf("line: %w", desk.ErrNotFound)
}

func (s *Settings) shown(ctx context.Context, c desk.Connection, visit desk.CentreVisit) (Chosen, error) {
	all, err := s.Lines.Lines(ctx)
	if err != nil {
		return Chosen{Visit: visit}, fmt.Errorf("lines: %w", err)
	}
	out := Chosen{Visit: visit}
	for _, l := range all {
		if l.CentreConnection == "" || l.CentreConnection == c.ID {
			out.Lines = append(out.Lines, l)
		}
	}
	return out, nil
}

func (s *Settings) connection(ctx context.Context, id desk.ConnectionID) (desk.Connection, error) {
	if !id.Valid() {
		return desk.Connection{}, fmt.Errorf("connection: %w", desk.ErrNotFound)
	}
	return s.Connections.Connection(ctx, id)
}
