package api

import (
	"context"
	"net/http"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// LineProblemView is what keeps a line from working.
type LineProblemView struct {
	Code   string `json:"code" example:"401" doc:"The messenger's own, or ours; not_registered: this server does not know its public address; not_checked: nor could the token be tested, since the messenger did not answer; no_origins: no page may use the web line."`
	Reason string `json:"reason" doc:"What happened and what to do, for a person."`
	At     Time   `json:"at"`
	Setup  bool   `json:"setup" doc:"The webhook could not be registered; else a message could not be sent."`
}

// connecting takes this long at most; the messenger calls us meanwhile.
const connecting = 10 * time.Second

// connect registers a stored line's webhook and answers with the line as it is
// then.
func (s *server) connect(ctx context.Context, l desk.Line) (desk.Line, error) {
	if s.Connector == nil {
		return l, nil
	}
	ctx, cancel := context.WithTimeout(ctx, connecting)
	defer cancel()
	return s.Connector.Connect(ctx, l)
}

func (r router) connecting() {
	add(r, op{
		method: http.MethodPost, path: "/v1/lines/{id}/setup", id: "set-up-line", may: adminOnly, tag: "Lines", summary: "Register a line's webhook again",
		description: "Tells the messenger where to call, and tests the line's token, also where this server does not know its public address and Telegram can be asked; `problem` in the answer says what went wrong. Repeating is harmless.",
	}, func(ctx context.Context, c *call, in *LinePath) (*made[LineView], error) {
		l, err := r.s.Config.Line(ctx, in.ID)
		if err == nil {
			l, err = r.s.connect(ctx, l)
		}
		if err != nil {
			return nil, err
		}
		return lineMade(l), nil
	})
}
