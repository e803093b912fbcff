package reader

import "github.com/sufler/sufler/shared/model"

// A model is asked for a reading as it is asked for anything else.
type (
	Model      = model.Model
	About      = model.About
	Prompt     = model.Prompt
	Stop       = model.Stop
	Answer     = model.Answer
	Tool       = model.Tool
	Schema     = model.Schema
	Properties = model.Properties
	Price      = model.Price
)

// The ways in which an answer ends.
const (
	StopDone      = model.StopDone
	StopLength    = model.StopLength
	StopMalformed = model.StopMalformed
	StopWindow    = model.StopWindow
	StopRefused   = model.StopRefused
)

// BedrockPrice is a list price; see package model.
func BedrockPrice(id string) Price { return model.BedrockPrice(id) }

// EstimateTokens is about how many tokens a text is; see package model.
func EstimateTokens(s string) int { return model.EstimateTokens(s) }
