package api

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// wordingsIn are a cell's lines; of a cell of one line what bars part, or else semicolons.
func wordingsIn(cell string) []string {
	for _, by := range []string{"\n", "|", ";"} {
		if strings.Contains(cell, by) {
			return strings.Split(cell, by)
		}
	}
	return []string{cell}
}

// buttonsIn are those of a cell: JSON as export writes it, or a text a line.
func buttonsIn(cell string) ([]desk.Button, error) {
	cell = strings.TrimSpace(cell)
	if cell == "" {
		return nil, nil
	}
	var out []desk.Button
	if strings.HasPrefix(cell, "[") {
		var vs []ButtonView
		if err := json.Unmarshal([]byte(cell), &vs); err != nil {
			return nil, fmt.Errorf("that is no list of buttons")
		}
		for _, v := range vs {
			out = append(out, desk.Button(v))
		}
		return out, nil
	}
	for line := range strings.Lines(cell) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, desk.Button{Text: line})
		}
	}
	return out, nil
}

// momentIn is a cell's moment: as export writes it, a day as people write it, or a
// spreadsheet's number of days.
func momentIn(cell string) (time.Time, error) {
	cell = strings.TrimSpace(cell)
	if cell == "" {
		return time.Time{}, nil
	}
	for _, form := range []string{time.RFC3339Nano, time.DateOnly, "02.01.2006", "02/01/2006", "2006-01-02 15:04"} {
		if at, err := time.Parse(form, cell); err == nil {
			return at.UTC(), nil
		}
	}
	if days, err := strconv.ParseFloat(cell, 64); err == nil && days > 20_000 && days < 100_000 {
		return time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).Add(time.Duration(days * 24 * float64(time.Hour))).Round(time.Second), nil
	}
	return time.Time{}, fmt.Errorf("that is no day like 2026-12-31")
}

// yes reads a yes or no; empty is as said.
func yes(cell string, empty bool) (bool, error) {
	switch plainTitle(cell) {
	case "":
		return empty, nil
	case "yes", "true", "1", "on", "x", "+", "да", "истина", "вкл", "si", "verdadero":
		return true, nil
	case "no", "false", "0", "off", "-", "нет", "ложь", "выкл", "falso":
		return false, nil
	}
	return empty, fmt.Errorf("that is neither yes nor no")
}

// filesIn are those of a cell, as export writes them.
func filesIn(cell string) ([]desk.FAQFile, error) {
	if cell = strings.TrimSpace(cell); cell == "" {
		return nil, nil
	}
	var vs []FAQFileView
	if err := json.Unmarshal([]byte(cell), &vs); err != nil {
		return nil, fmt.Errorf("that is no list of files as export writes it")
	}
	var out []desk.FAQFile
	for _, v := range vs {
		out = append(out, desk.FAQFile{ID: v.File, Name: v.Name})
	}
	return out, nil
}

func filesOut(fs []desk.FAQFile) (string, error) {
	if len(fs) == 0 {
		return "", nil
	}
	var vs []FAQFileView
	for _, f := range fs {
		vs = append(vs, FAQFileView{File: f.ID, Name: f.Name})
	}
	b, err := json.Marshal(vs)
	return string(b), err
}

func buttonsOut(bs []desk.Button) (string, error) {
	if len(bs) == 0 {
		return "", nil
	}
	var vs []ButtonView
	for _, b := range bs {
		vs = append(vs, ButtonView(b))
	}
	b, err := json.Marshal(vs)
	return string(b), err
}

func momentOut(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

func yesOut(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
