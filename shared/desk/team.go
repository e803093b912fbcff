package desk

// Team is operators who share waiting dialogs.
type Team struct {
	ID      TeamID
	Title   string
	Version int64 // of the stored record; 0: new
}

// RefuseTeam refuses to hand a dialog to a team that nobody set up: nobody would
// ever take it.
func RefuseTeam(id TeamID) *Refusal {
	return &Refusal{Code: CodeTeamUnknown, Kind: ErrInvalid, Text: "There is no team " + string(id) + ". An administrator can set it up (PUT /v1/teams/" + string(id) + ")."}
}
