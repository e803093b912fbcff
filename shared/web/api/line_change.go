package api

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/web"
)

// codeLineExists: the id is taken by another line.
const codeLineExists desk.Code = "line_exists"

// createLine stores a new line. Sent again it answers with the line that is
// there, if that is what was asked for.
func (s *server) createLine(ctx context.Context, c *call, in NewLineView) (*made[LineView], error) {
	line := desk.Line{ID: in.ID, Channel: in.Channel, Active: true, LeadPolicy: desk.LeadOnFirstMessage, CustomerKey: rand.Text(), CreatedAt: s.Now()}
	line = in.apply(line)
	if line.Channel == desk.ChannelWeb {
		line = webLine(line)
	}
	if err := s.checkLine(ctx, line); err != nil {
		return nil, err
	}
	stored, err := s.Setup.SaveLine(ctx, line)
	if errors.Is(err, desk.ErrConflict) {
		stored, err = s.Config.Line(ctx, line.ID)
		if err == nil && !sameLine(stored, line) {
			return nil, web.NewProblem(http.StatusConflict, codeLineExists, "There is a line "+string(line.ID)+" already.")
		}
	}
	if err != nil {
		return nil, err
	}
	if stored, err = s.connect(ctx, stored); err != nil {
		return nil, err
	}
	out := lineMade(stored)
	out.Location = "/v1/lines/" + string(stored.ID)
	return out, nil
}

// webLine gives a web line what it needs and nobody has to think up.
func webLine(l desk.Line) desk.Line {
	if l.PublicKey == "" {
		l.PublicKey = web.NewPublicKey(l.ID)
	}
	if l.Secrets["session"] == "" {
		l.Secrets = maps.Clone(l.Secrets)
		if l.Secrets == nil {
			l.Secrets = map[string]string{}
		}
		l.Secrets["session"] = rand.Text() + rand.Text()
	}
	return l
}

// sameLine says whether what is stored is what was asked for, but for what we
// made ourselves.
func sameLine(stored, asked desk.Line) bool {
	for _, l := range []*desk.Line{&stored, &asked} {
		l.Version, l.CreatedAt, l.CustomerKey, l.Trouble, l.Traits = 0, time.Time{}, "", desk.Trouble{}, desk.Traits{}
		if l.Channel == desk.ChannelWeb {
			l.PublicKey = ""
			l.Secrets = maps.Clone(l.Secrets)
			delete(l.Secrets, "session")
		}
		l.Secrets, l.Options = filled(l.Secrets), filled(l.Options)
		l.Origins, l.Required = append([]string{}, l.Origins...), append([]desk.FieldName{}, l.Required...)
	}
	return reflect.DeepEqual(stored, asked)
}

// filled is a map without its empty values; never nil.
func filled(m map[string]string) map[string]string {
	out := map[string]string{}
	for k, v := range m {
		if v != "" {
			out[k] = v
		}
	}
	return out
}

func (s *server) changeLine(ctx context.Context, c *call, id desk.LineID, ifMatch string, in LineSettingsView) (*made[LineView], error) {
	line, err := s.Config.Line(ctx, id)
	if err == nil {
		err = match(ifMatch, strconv.FormatInt(line.Version, 10))
	}
	if err != nil {
		return nil, err
	}
	had := line
	was := s.checkLine(ctx, line)
	line = in.apply(line)
	if line.Channel == desk.ChannelWeb {
		line = webLine(line)
	}
	// What was wrong before is not this change's fault: a line can be switched off.
	if err := s.checkLine(ctx, line); err != nil && (was == nil || was.Error() != err.Error()) {
		return nil, err
	}
	settings, err := s.Config.Settings(ctx)
	if err != nil {
		return nil, err
	}
	err = s.Deadlines.Change(ctx, id, settings.IdleOf(had), settings.IdleOf(line), func() (err error) {
		line, err = s.Setup.SaveLine(ctx, line)
		return err
	})
	if errors.Is(err, desk.ErrConflict) {
		return nil, stale()
	}
	if err == nil && (in.Secrets != nil || in.Options != nil) {
		line, err = s.connect(ctx, line)
	}
	if err != nil {
		return nil, err
	}
	return lineMade(line), nil
}

// set puts what was given in the place of what was there.
func set[T any](have *T, given *T) {
	if given != nil {
		*have = *given
	}
}

// merged is a map with what was given; what was given as null is gone.
func merged(have map[string]string, given map[string]*string) map[string]string {
	out := maps.Clone(have)
	for name, v := range given {
		if out == nil {
			out = map[string]string{}
		}
		if v == nil || *v == "" {
			delete(out, name)
		} else {
			out[name] = *v
		}
	}
	return out
}

func (in LineSettingsView) apply(l desk.Line) desk.Line {
	set(&l.Title, in.Title)
	set(&l.Purpose, in.Purpose)
	set(&l.Active, in.Active)
	set(&l.Origins, in.Origins)
	set(&l.Team, in.Team)
	set(&l.Zone, in.Zone)
	set(&l.Language, in.Language)
	set(&l.Region, in.Region)
	set(&l.LeadPolicy, in.LeadPolicy)
	set(&l.Required, in.Required)
	set(&l.Connection, in.Connection)
	set(&l.Bot, in.Bot)
	set(&l.BotEngine, in.BotEngine)
	set(&l.RateAnswers, in.RateAnswers)
	set(&l.BotCommand, in.BotCommand)
	if in.BotResume != nil {
		l.BotResume = duration(*in.BotResume)
	}
	if h := in.HandOver; h != nil {
		l.HandNotify, l.HandTask, l.HandStage, l.HandTransfers = h.Notify, h.Task, h.Stage, h.Transfers
	}
	if in.Centre != nil {
		l.CentreConnection, l.CentreLine = in.Centre.Connection, in.Centre.Line
	}
	if in.Idle != nil {
		l.Idle = duration(*in.Idle)
	}
	l.Secrets, l.Options = merged(l.Secrets, in.Secrets), merged(l.Options, in.Options)
	return l.Canonical()
}

// reOrigin is an origin as browsers send it. https://www.rfc-editor.org/rfc/rfc6454#section-6.1
var reOrigin = lazy.Pattern(`^(?i)https?://([a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*|\[[0-9a-f:]+\])(:[0-9]{1,5})?/?$`)

// checkLine says what is wrong with a line, or missing for its channel.
func (s *server) checkLine(ctx context.Context, l desk.Line) error {
	if err := errors.Join(checkZone(l.Zone), checkLanguage(l.Language), checkRegion(l.Region)); err != nil {
		return err
	}
	for _, origin := range l.Origins {
		if !reOrigin.MatchString(origin) {
			return desk.Wrong("origin", "an origin is scheme, host and port of a page, like https://shop.example, as browsers write it: no path, no *, other scripts in punycode")
		}
	}
	if l.Team != "" {
		if err := s.Transferrer.There(ctx, l.Team); err != nil {
			return err
		}
	}
	if err := errors.Join(s.checkNotify(ctx, l), s.checkCentre(ctx, l)); err != nil {
		return err
	}
	if len(l.Required) > 0 || l.Connection != desk.ConnectionBuiltIn {
		all, err := s.CRM.Fields(ctx, l.Connection, desk.KindContact)
		if err != nil {
			return err
		}
		fields := byName(all)
		for _, name := range l.Required {
			if _, ok := fields[name]; !ok {
				return fmt.Errorf("%w: contacts have no field %s that could be required; they have %s", desk.ErrInvalid, name, desk.FieldNames(all))
			}
		}
	}
	return s.CheckLine(l)
}

// checkNotify refuses a line that names one to tell people of handovers which can't.
func (s *server) checkNotify(ctx context.Context, l desk.Line) error {
	by := l
	if l.HandNotify == "" {
		return nil
	}
	if l.HandNotify != l.ID {
		var err error
		if by, err = s.Config.Line(ctx, l.HandNotify); errors.Is(err, desk.ErrNotFound) {
			return fmt.Errorf("%w: there is no line %s that could tell people", desk.ErrInvalid, l.HandNotify)
		} else if err != nil {
			return err
		}
	}
	return by.TellsAdmins()
}

// checkCentre refuses a line whose customers are to be answered where nobody can.
func (s *server) checkCentre(ctx context.Context, l desk.Line) error {
	if l.Centre() == (desk.Centre{}) {
		return nil
	}
	if !l.Centre().Used() {
		return desk.Wrong("centre", "centre wants a connection and the number of its open line, or neither")
	}
	can, err := s.CRM.Can(ctx, l.CentreConnection)
	if errors.Is(err, desk.ErrNotFound) || err == nil && !can.Centre {
		return desk.Wrong("centre_chat", fmt.Sprintf("the connection %s has no chat in which customers could be answered: of a Bitrix24 with an application set the option open_lines", l.CentreConnection), "connection", string(l.CentreConnection))
	}
	return err
}

// secretNames are the names of the secrets that are set: what a view may show of them.
func secretNames(secrets map[string]string) []string {
	names := []string{}
	for _, name := range slices.Sorted(maps.Keys(secrets)) {
		if secrets[name] != "" {
			names = append(names, name)
		}
	}
	return names
}
