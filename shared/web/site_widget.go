package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// widgetView is how a line's widget looks and what it asks. What is absent is the
// widget's own.
type widgetView struct {
	Title     string         `json:"title,omitempty"`
	Greeting  string         `json:"greeting,omitempty"`
	Away      string         `json:"away,omitempty" doc:"Said while it is not open."`
	Consent   string         `json:"consent,omitempty" doc:"What the visitor must agree to before the first word."`
	Privacy   string         `json:"privacyUrl,omitempty" doc:"Where that is explained."`
	Color     string         `json:"color,omitempty" example:"#1a73e8"`
	Position  string         `json:"position,omitempty" enum:"left,right"`
	Theme     string         `json:"theme,omitempty" enum:"light,dark,auto"`
	Ask       []askedView    `json:"ask,omitempty" doc:"What fills the contact, asked before the first word."`
	Questions []questionView `json:"questions,omitempty" doc:"The company's own; the answers begin the first message."`
	Buttons   []string       `json:"buttons,omitempty" doc:"What can be said by one press."`
	Sound     bool           `json:"sound"`
	Files     bool           `json:"files" doc:"Visitors can send files."`
	OpenAfter int            `json:"openAfterSeconds,omitempty" doc:"Opens by itself, once a visit."`
	Open      bool           `json:"open" doc:"The team that answers is within its working hours."`
}

type askedView struct {
	Name     string `json:"name" enum:"name,email,phone"`
	Required bool   `json:"required,omitempty"`
}

type questionView struct {
	Text     string   `json:"text"`
	Choices  []string `json:"choices,omitempty"`
	Required bool     `json:"required,omitempty"`
}

// widgetFresh is how long a browser keeps what a widget looks like: every page of the
// site asks for it.
const widgetFresh = 5 * time.Minute

// widget tells how the line's widget looks. It is on every page that the site shows
// anybody, and no secret.
func (s Site) widget(w http.ResponseWriter, r *http.Request, line desk.Line) (any, error) {
	if err := s.inTurn(line, []taken{{s.Paces.Address, Network(r.RemoteAddr).String()}}); err != nil {
		return nil, err
	}
	open, err := s.open(r.Context(), line)
	if err != nil {
		return nil, err
	}
	w.Header().Set("Cache-Control", fmt.Sprintf("private, max-age=%d", int(widgetFresh/time.Second)))
	return widgetOf(s.Plug.Widget(line, r.URL.Query().Get("language")), open), nil
}

func widgetOf(l desk.Widget, open bool) widgetView {
	v := widgetView{
		Title: l.Title, Greeting: l.Greeting, Away: l.Away, Consent: l.Consent, Privacy: l.Privacy, Color: l.Color, Position: l.Position, Theme: l.Theme,
		Buttons: l.Buttons, Sound: !l.Silent, Files: !l.NoFiles, OpenAfter: int(l.OpenAfter / time.Second), Open: open,
	}
	for _, f := range l.Ask {
		v.Ask = append(v.Ask, askedView(f))
	}
	for _, q := range l.Questions {
		v.Questions = append(v.Questions, questionView(q))
	}
	return v
}

// open says whether those who answer the line are within their hours. A line without
// a team has none.
func (s Site) open(ctx context.Context, line desk.Line) (bool, error) {
	if line.Team == "" {
		return true, nil
	}
	team, err := s.Company.Team(ctx, line.Team)
	if errors.Is(err, desk.ErrNotFound) {
		return true, nil
	}
	if err != nil {
		return false, fmt.Errorf("team of line %s: %w", line.ID, err)
	}
	settings, err := s.Company.Settings(ctx)
	if err != nil {
		return false, fmt.Errorf("hours of line %s: %w", line.ID, err)
	}
	return team.Hours.Open(s.Now(), settings.Locale(line).Zone), nil
}

// names are those, and the pictures, of the operators who answer on a line, as they gave them to
// themselves, looked up once an answer. Who has no account is not named.
type names struct {
	of    Company // nil: nobody is named
	known map[desk.OperatorID]desk.Operator
}

func (s Site) names(line desk.Line) names {
	if s.Plug.Widget(line).NoNames {
		return names{}
	}
	return names{s.Company, map[desk.OperatorID]desk.Operator{}}
}

func (n names) name(ctx context.Context, id desk.OperatorID) (name string, photo desk.PhotoID, err error) {
	if n.of == nil || id == "" {
		return "", "", nil
	}
	o, known := n.known[id]
	if known {
		return o.Name, o.Photo, nil
	}
	if o, err = n.of.Operator(ctx, id); err != nil && !errors.Is(err, desk.ErrNotFound) {
		return "", "", fmt.Errorf("who answered: %w", err)
	}
	n.known[id] = o
	return o.Name, o.Photo, nil
}

// shown is a message as its visitor sees it: with its files, and who said it.
func (s Site) shown(ctx context.Context, visitor string, m desk.Message, by names) (saidView, error) {
	v := saidOf(m, visitor)
	var err error
	if m.Author == desk.ByOperator {
		if v.Name, v.Photo, err = by.name(ctx, m.Operator); err != nil {
			return v, err
		}
	}
	return s.withFiles(ctx, v, m)
}
