package main

import (
	"encoding/json"
	"fmt"
	"os"
)

// machine is the closing state machine as it is deployed, as far as it must be
// known to count the states that an execution enters: each is a paid transition.
type machine struct {
	StartAt string           `json:"StartAt"`
	States  map[string]state `json:"States"`
}

type state struct {
	Type    string `json:"Type"`
	Next    string `json:"Next"`
	End     bool   `json:"End"`
	Choices []struct {
		Word string `json:"StringEquals"`
		Next string `json:"Next"`
	} `json:"Choices"`
	Default string `json:"Default"`
}

// readMachine reads infra/closing.asl.json.
func readMachine(path string) (machine, error) {
	var m machine
	raw, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(raw, &m)
	}
	if err == nil && m.States[m.StartAt].Type != "Wait" {
		err = fmt.Errorf("it does not begin with a Wait")
	}
	if err != nil {
		return machine{}, fmt.Errorf("state machine %s: %w", path, err)
	}
	return m, nil
}

// entered are the states that an execution enters after its waiting is over and
// the closing function has answered word: up to the next waiting, or the end.
func (m machine) entered(word string) ([]string, error) {
	var path []string
	for at := m.States[m.StartAt].Next; ; {
		s, ok := m.States[at]
		if !ok || len(path) > len(m.States) {
			return nil, fmt.Errorf("state machine: no way on from %v", path)
		}
		path = append(path, at)
		switch {
		case s.End, s.Type == "Wait", s.Type == "Succeed":
			return path, nil
		case s.Type == "Choice":
			at = s.Default
			for _, c := range s.Choices {
				if c.Word == word {
					at = c.Next
				}
			}
		default:
			at = s.Next
		}
	}
}
