package desk

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"time"
)

// HistoryLinkID names a history link among its customer's.
type HistoryLinkID string

// HistoryLink is an address that shows one customer's dialogs to whoever has it
// (HL-02, HL-05). Its secret is in the address alone; of it only a hash is kept.
type HistoryLink struct {
	ID       HistoryLinkID
	Customer CustomerID
	Dialog   DialogID // in which it was made
	// By is who made it: it shows what they may read when it is opened, and nothing once
	// they may not any more. The zero Asker: a note in a CRM, which shows all.
	By        Asker
	Hash      string
	CreatedAt time.Time
	ExpiresAt time.Time
	RevokedAt time.Time // zero: it is not
}

// History links: how long they last, how many of a customer's may be in force that
// people made, and how long the record of one is kept after its end.
const (
	DefaultHistoryLife = 30 * 24 * time.Hour
	MaxHistoryLife     = 366 * 24 * time.Hour
	MaxHistoryLinks    = 100
	KeepHistoryLinks   = 7 * 24 * time.Hour
)

// HashHistory is a link's secret as it is kept: 130 random bits need no salt.
func HashHistory(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// Opens says whether a secret opens the link now. It takes as long for a wrong secret
// as for the right one, and for a link that is not there.
func (l HistoryLink) Opens(secret string, now time.Time) bool {
	same := subtle.ConstantTimeCompare([]byte(HashHistory(secret)), []byte(l.Hash)) == 1
	return same && l.InForce(now)
}

// InForce says whether the link may still be opened.
func (l HistoryLink) InForce(now time.Time) bool {
	return l.RevokedAt.IsZero() && now.Before(l.ExpiresAt)
}

// Own says whether nobody made the link but a note in a CRM.
func (l HistoryLink) Own() bool { return l.By == Asker{} }

// HistoryLife is how long new history links last.
func (s Settings) HistoryLife() time.Duration {
	if s.History > 0 {
		return s.History
	}
	return DefaultHistoryLife
}
