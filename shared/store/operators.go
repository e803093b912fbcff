package store

import (
	"context"
	"errors"
	"strings"

	"github.com/sufler/sufler/shared/desk"
)

// Operator implements people.Accounts.
func (s Store) Operator(ctx context.Context, id desk.OperatorID) (desk.Operator, error) {
	it, err := s.get(ctx, operatorKey(id))
	if err != nil {
		return desk.Operator{}, wrap(err, "operator %s", id)
	}
	return operatorFrom(it)
}

// OperatorByEmail implements people.Accounts. An address that is nobody's costs
// the same two reads as any other.
func (s Store) OperatorByEmail(ctx context.Context, email string) (desk.Operator, error) {
	id, err := s.get(ctx, emailKey(email))
	if err != nil && !absent(err) {
		return desk.Operator{}, wrap(err, "operator by e-mail")
	}
	owner := id.Str("operator")
	if owner == "" {
		owner = "nobody"
	}
	it, err := s.get(ctx, operatorKey(desk.OperatorID(owner)))
	if err != nil {
		return desk.Operator{}, wrap(err, "operator by e-mail")
	}
	o, err := operatorFrom(it)
	if err == nil && o.Email != email { // it was given another address meanwhile
		err = wrap(desk.ErrNotFound, "operator by e-mail")
	}
	return o, err
}

// MustKnow implements flow.Staff. Keys are looked at only for whom no account is.
func (s Store) MustKnow(ctx context.Context, ids ...desk.OperatorID) error {
	for i, id := range ids {
		if ValidateKey(operatorKey(id)) != nil || id == "" {
			return desk.RefuseOperator(ids[i])
		}
	}
	its, err := s.Engine.BatchGet(ctx, each(ids, operatorKey), true)
	if err != nil {
		return wrap(err, "operators")
	}
	var stand map[desk.OperatorID]bool
	for i, it := range its {
		if it != nil {
			continue
		}
		if stand == nil {
			keys, err := s.Keys(ctx)
			if err != nil {
				return err
			}
			stand = map[desk.OperatorID]bool{}
			for _, k := range keys {
				stand[k.Operator] = stand[k.Operator] || k.RevokedAt.IsZero()
			}
		}
		if !stand[ids[i]] {
			return desk.RefuseOperator(ids[i])
		}
	}
	return nil
}

// Operators implements people.Accounts: all of them, by their ids.
func (s Store) Operators(ctx context.Context) ([]desk.Operator, error) {
	its, err := s.all(ctx, pkOperators, "")
	if err != nil {
		return nil, wrap(err, "operators")
	}
	out := make([]desk.Operator, len(its))
	for i, it := range its {
		if out[i], err = operatorFrom(it); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// SaveOperator implements people.Accounts. The address has an item of its own, so
// that no two accounts get the same.
func (s Store) SaveOperator(ctx context.Context, o desk.Operator, with *desk.Session) (desk.Operator, error) {
	it, err := newOperator(o)
	if err != nil {
		return desk.Operator{}, err
	}
	old, err := s.had(ctx, o)
	if err != nil {
		return desk.Operator{}, err
	}
	ops := []Op{over(withWriteToken(it), o.Version)}
	if old != o.Email && old != "" {
		ops = append(ops, Delete(emailKey(old), Equal("operator", string(o.ID))))
	}
	claim := len(ops)
	if old != o.Email && o.Email != "" {
		k := emailKey(o.Email)
		ops = append(ops, Put(Item{"pk": k.PK, "sk": k.SK, "operator": string(o.ID)}, Missing("pk")))
	}
	if with != nil {
		session, err := newSession(*with)
		if err != nil {
			return desk.Operator{}, err
		}
		ops = append(ops, Put(session))
	}
	_, err = s.Engine.Write(ctx, ops...)
	if err = unlessOwnWrite(err, it); err != nil {
		_, stale := conditionFailed(err, 0)
		if holder, taken := conditionFailed(err, claim); taken && !stale && claim < len(ops) && holder != nil {
			return desk.Operator{}, desk.RefuseEmailTaken()
		}
		return desk.Operator{}, wrap(err, "save operator %s", o.ID)
	}
	return operatorFrom(it)
}

// had is the address of the stored account, if it is of the version that o was
// read as.
func (s Store) had(ctx context.Context, o desk.Operator) (string, error) {
	if o.Version == 0 {
		return "", nil
	}
	have, err := s.Operator(ctx, o.ID)
	if err == nil && have.Version != o.Version {
		err = wrap(desk.ErrConflict, "save operator %s", o.ID)
	}
	return have.Email, err
}

// AddSession implements people.Accounts.
func (s Store) AddSession(ctx context.Context, session desk.Session, of desk.Operator) error {
	it, err := newSession(session)
	if err != nil {
		return err
	}
	_, err = s.Engine.Write(ctx, Put(it), Check(operatorKey(of.ID), Equal("version", of.Version)))
	return wrap(err, "begin a session of %s", of.ID)
}

// Session implements people.Accounts: both in one read.
func (s Store) Session(ctx context.Context, of desk.OperatorID, id desk.SessionID) (desk.Session, desk.Operator, error) {
	ks := []Key{sessionKey(of, id), operatorKey(of)}
	if of == "" || id == "" || ValidateKey(ks[0]) != nil || ValidateKey(ks[1]) != nil {
		return desk.Session{}, desk.Operator{}, wrap(desk.ErrNotFound, "session")
	}
	its, err := s.Engine.BatchGet(ctx, ks, true)
	if err == nil && (its[0] == nil || its[1] == nil || s.expired(its[0])) {
		err = desk.ErrNotFound
	}
	if err != nil {
		return desk.Session{}, desk.Operator{}, wrap(err, "session %s", id)
	}
	session, err := sessionFrom(its[0])
	o, other := operatorFrom(its[1])
	return session, o, errors.Join(err, other)
}

// Sessions implements people.Accounts.
func (s Store) Sessions(ctx context.Context, of desk.OperatorID) ([]desk.Session, error) {
	its, err := s.all(ctx, operatorPK(of), preSession)
	if err != nil {
		return nil, wrap(err, "sessions of %s", of)
	}
	out := make([]desk.Session, len(its))
	for i, it := range its {
		if out[i], err = sessionFrom(it); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// TouchSession implements people.Accounts.
func (s Store) TouchSession(ctx context.Context, session desk.Session) error {
	it, err := newSession(session)
	if err != nil {
		return err
	}
	_, err = s.Engine.Write(ctx, Put(it, Exists("pk")))
	if lostRace(err) {
		return nil // it was ended meanwhile, and stays so
	}
	return wrap(err, "note the use of a session of %s", session.Operator)
}

// DropSession implements people.Accounts.
func (s Store) DropSession(ctx context.Context, of desk.OperatorID, id desk.SessionID) error {
	k := sessionKey(of, id)
	if ValidateKey(k) != nil {
		return nil
	}
	_, err := s.Engine.Write(ctx, Delete(k))
	return wrap(err, "end a session of %s", of)
}

// ChangeAttempts implements people.Accounts.
func (s Store) ChangeAttempts(ctx context.Context, who string, change func(desk.Attempts) (desk.Attempts, error)) error {
	for range maxRaces {
		var have desk.Attempts
		// Strongly, and also one that is past its time: it still lies there.
		it, err := s.Engine.Get(ctx, attemptsKey(who), true)
		if err == nil && it != nil {
			have, err = attemptsFrom(it)
		}
		if err != nil {
			return wrap(err, "attempts to sign in")
		}
		next, err := change(have)
		if err != nil {
			return err
		}
		it, err = newAttempts(who, next)
		if err != nil {
			return err
		}
		_, err = s.Engine.Write(ctx, over(withWriteToken(it), have.Version))
		if err = unlessOwnWrite(err, it); !lostRace(err) {
			return wrap(err, "attempts to sign in")
		}
	}
	return busy("attempts to sign in")
}

// DropAttempts implements people.Accounts.
func (s Store) DropAttempts(ctx context.Context, who string) error {
	_, err := s.Engine.Write(ctx, Delete(attemptsKey(who)))
	return wrap(err, "attempts to sign in")
}

func operatorPK(id desk.OperatorID) string { return preOperator + string(id) }
func operatorKey(id desk.OperatorID) Key   { return Key{pkOperators, string(id)} }
func emailKey(email string) Key            { return Key{pkEmails, strings.ToLower(email)} }
func attemptsKey(who string) Key           { return Key{"TRY#" + desk.Digest("", who), skAttempts} }
func sessionKey(of desk.OperatorID, id desk.SessionID) Key {
	return Key{operatorPK(of), preSession + string(id)}
}
