package desk

import (
	"fmt"
	"strings"
	"time"
)

// InWords is a value as people write it, in the zone and language of theirs: a moment by
// the clock there, a day and a yes as they are said in English, Spanish and Russian.
func (v Value) InWords(f Field, in Locale) string {
	s := string(v)
	switch f.Type {
	case TypeMultiEnum:
		return strings.ReplaceAll(s, "\n", ", ")
	case TypeMoney:
		amount, currency := v.Money()
		return fmt.Sprintf("%s %s", strings.TrimSuffix(amount, ".00"), currency)
	case TypeDateTime:
		if t, err := time.Parse(time.RFC3339, s); err == nil {
			if in.Zone != nil {
				t = t.In(in.Zone)
			}
			return t.Format(in.dayLayout() + " 15:04")
		}
	case TypeDate:
		if t, err := time.Parse(time.DateOnly, s); err == nil {
			return t.Format(in.dayLayout())
		}
	case TypeBoolean:
		return in.said(v == "true", s)
	}
	return s
}

func (l Locale) speaks() string {
	language, _, _ := strings.Cut(l.Language, "-")
	return language
}

func (l Locale) dayLayout() string {
	switch l.speaks() {
	case "ru":
		return "02.01.2006"
	case "es":
		return "02/01/2006"
	}
	return time.DateOnly // the one way in which English is read alike everywhere
}

func (l Locale) said(yes bool, empty string) string {
	words := [2]string{"no", "yes"}
	switch l.speaks() {
	case "ru":
		words = [2]string{"нет", "да"}
	case "es":
		words = [2]string{"no", "sí"}
	}
	switch {
	case empty == "":
		return ""
	case yes:
		return words[1]
	}
	return words[0]
}
