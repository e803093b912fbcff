package assembly

import "github.com/sufler/sufler/shared/flow/centre"

// Operators answer in a connected CRM's own chat.

// Passer has passed on what is said on lines that are answered there: a consumer of the feed.
func (p Parts) Passer() *centre.Announcer {
	return &centre.Announcer{Config: p.Store, Newest: p.Store, Jobs: p.Store, Outbox: p.Outbox, Now: p.Now}
}

// CentreListener takes what is said there.
func (p Parts) CentreListener() *centre.Listener {
	return &centre.Listener{
		Passings: p.Store, Customers: p.Store, Config: p.Store, MessageLog: p.Store, Reach: p.reach(), Opening: p.opening(), Jobs: p.Store, Lines: p.Store, Now: p.Now,
	}
}

func (p Parts) centreReads() centre.Reads {
	return centre.Reads{Newest: p.Store, Messages: p.Store, Customers: p.Store, Config: p.Store, Names: p.Store}
}

func (p Parts) passJob() *centre.PassJob {
	return &centre.PassJob{
		Passings: p.Store, Centres: p.CRMCentres, Connections: p.Store, Reads: p.centreReads(), MessageLog: p.Store, FileSource: p.Files, Lines: p.Store, Now: p.Now,
	}
}

func (p Parts) toldJob() *centre.ToldJob {
	return &centre.ToldJob{Passings: p.Store, Centres: p.CRMCentres, Connections: p.Store, Reads: p.centreReads(), FileSource: p.Files, Now: p.Now}
}

func (p Parts) centreFilesJob() *centre.FilesJob {
	return &centre.FilesJob{
		Centres: p.CRMCentres, Connections: p.Store, Config: p.Store, Messages: p.Store, MessageLog: p.Store, Files: p.Files, Jobs: p.Store, Outbox: p.Outbox, Now: p.Now,
	}
}

func (p Parts) centreEndJob() *centre.EndJob {
	return &centre.EndJob{Passings: p.Store, Newest: p.Store, Config: p.Store, Completer: p.Closer(), Now: p.Now}
}

func (p Parts) centreLookJob() *centre.LookJob {
	return &centre.LookJob{
		Passings: p.Store, Centres: p.CRMCentres, Connections: p.Store, Newest: p.Store, Config: p.Store, Messages: p.Store, Listener: p.CentreListener(), Now: p.Now,
	}
}

func (p Parts) centreHealer() *centre.Healer {
	return &centre.Healer{Lists: p.Store, Jobs: p.Store, Outbox: p.Outbox, Now: p.Now}
}

// CentreSettings lets administrators of a CRM choose, within it, which lines are answered there.
func (p Parts) CentreSettings() *centre.Settings {
	return &centre.Settings{Connections: p.Store, Hosts: p.CRMSettings, Lines: p.Store}
}
