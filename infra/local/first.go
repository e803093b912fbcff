package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"github.com/sufler/sufler/shared/assembly/connecting"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/web"
	"github.com/sufler/sufler/shared/web/api"
)

// siteLine is the website's line of a new folder; botLine is the bot's.
const siteLine desk.LineID = "website"

// adminKey is the id of the key that the first start makes.
const adminKey desk.KeyID = "admin"

// first makes what a folder needs before anything can be tried: the starter
// set-up, a line for a website, and an admin's API key, whose file comes last.
// Every part is made once, so a start that was cut off is made up for by the
// next; what was taken away since stays away. It answers with the admin's key.
func (s *system) first(ctx context.Context, o options) (firstKey, error) {
	have, err := s.Store.Settings(ctx)
	if err == nil && have.Version == 0 {
		_, err = s.Store.SaveSettings(ctx, o.Settings)
	}
	if err != nil {
		return firstKey{}, fmt.Errorf("first settings: %w", err)
	}
	if err := connecting.Seed(ctx, s.Store); err != nil {
		return firstKey{}, err
	}
	file := filepath.Join(o.Dir, "admin-key")
	if _, err := os.Stat(file); errors.Is(err, os.ErrNotExist) {
		if err := s.site(ctx, o); err != nil {
			return firstKey{}, err
		}
	}
	key, err := s.admin(ctx, file)
	if err == nil {
		key.Code, err = s.Verbs.Inviter().Lead(ctx, firstAdmin)
	}
	return key, err
}

// firstAdmin is the id of the first administrator's account.
const firstAdmin desk.OperatorID = "admin"

// site stores the website's line, which pages of this machine alone may use: it is for
// trying, until the company names its own.
func (s *system) site(ctx context.Context, o options) error {
	title := func(language string) string { return desk.SeededTitle("website", language) }
	return s.line(ctx, title, desk.Line{
		ID: siteLine, Channel: desk.ChannelWeb, Active: true, LeadPolicy: desk.LeadOnFirstMessage,
		PublicKey: web.NewPublicKey(siteLine), Origins: origins(o.Addr), Secrets: map[string]string{"session": word()},
	})
}

// line stores a line unless one of its id is there, and names it in the company's language.
func (s *system) line(ctx context.Context, title func(language string) string, l desk.Line) error {
	_, err := s.Store.Line(ctx, l.ID)
	if !errors.Is(err, desk.ErrNotFound) {
		return err
	}
	company, err := s.Store.Settings(ctx)
	if err != nil {
		return fmt.Errorf("first line %s: %w", l.ID, err)
	}
	l.CustomerKey, l.Title = rand.Text(), title(company.Language)
	if _, err := s.Store.SaveLine(ctx, l); err != nil {
		return fmt.Errorf("first line %s: %w", l.ID, err)
	}
	return nil
}

// firstKey is the admin's key, as it lies in the folder.
type firstKey struct {
	Token string
	Fresh bool // it was made just now
	// Code is of an invitation for the first administrator; "": one has joined.
	Code string
	// Wrong, if set, says why the file's key opens nothing, and what to do.
	Wrong string
}

// admin is the key in the file, or a new one in its place: whoever may write to
// the folder is the administrator.
func (s *system) admin(ctx context.Context, file string) (firstKey, error) {
	old, err := os.ReadFile(file)
	if err == nil {
		return s.held(ctx, file, strings.TrimSpace(string(old)))
	}
	if !errors.Is(err, os.ErrNotExist) {
		return firstKey{}, fmt.Errorf("read the admin's key: %w", err)
	}
	key, token := api.NewKey(desk.Actor{Key: adminKey, Name: "admin", Role: desk.RoleAdmin}, s.Store.Now())
	if err := s.Store.SaveKey(ctx, key); err != nil {
		return firstKey{}, err
	}
	// The file comes last and whole: one that is there fits the stored key.
	if err := keepWhole(file, []byte(token+"\n")); err != nil {
		return firstKey{}, fmt.Errorf("write the admin's key: %w", err)
	}
	return firstKey{Token: token, Fresh: true}, nil
}

// held holds the file's key to the stored one: a file of another folder's, or one
// that somebody edited, or whose key was revoked, would only ever answer 401.
func (s *system) held(ctx context.Context, file, token string) (firstKey, error) {
	who, err := api.Holder(ctx, s.Store, token)
	if err != nil && web.ProblemOf(err).Status != http.StatusUnauthorized {
		return firstKey{}, fmt.Errorf("the admin's key: %w", err)
	}
	k := firstKey{Token: token}
	if err != nil || who.Role != desk.RoleAdmin {
		k.Wrong = "The key in " + file + " opens nothing here: it comes from another folder, was changed or was revoked. Delete that file and start again: a new key is made."
	}
	return k, nil
}

// word is a secret of 128 bits.
func word() string { return strings.ToLower(rand.Text()) }

// origins are those of a page that is tried on this machine.
func origins(addr string) []string {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return []string{"http://localhost:8080"}
	}
	out := []string{"http://localhost:" + port, "http://127.0.0.1:" + port}
	if host != "" && host != "localhost" && host != "127.0.0.1" && host != "0.0.0.0" && host != "::" {
		out = append(out, "http://"+net.JoinHostPort(host, port))
	}
	return out
}
