package parties

import (
	"fmt"
	"strconv"

	"github.com/sufler/sufler/shared/desk"
)

// Worker is somebody who works in a company's CRM.
type Worker struct {
	ID                int
	Name, Last, Email string
	Off               bool // they left
}

// Called is a worker's whole name.
func (w Worker) Called() string { return w.Name + " " + w.Last }

// GUID is a worker's id in Creatio.
func (w Worker) GUID() string { return fmt.Sprintf("00000000-0000-4000-9000-%012x", w.ID) }

// Workers are those of each CRM, and so many more.
func Workers(more int) []Worker {
	all := []Worker{
		{1, "Ольга", "Петрова", "olga@shop.example", false}, {7, "Анна", "Петрова", "Anna@shop.example", false}, {9, "Іван", "Коваль", "ivan@shop.example", true},
	}
	for i := range more {
		all = append(all, Worker{ID: 1000 + i, Name: fmt.Sprint("Worker ", i), Last: "Many", Email: fmt.Sprintf("w%d@shop.example", i)})
	}
	return all
}

// Users are the workers as a CRM's users, by numbers, or as Creatio's.
func Users(more int, guid bool) (out []desk.CRMUser) {
	for _, w := range Workers(more) {
		u := desk.CRMUser{ID: strconv.Itoa(w.ID), Name: w.Called(), Email: w.Email, Off: w.Off}
		if guid {
			u.ID = w.GUID()
		}
		out = append(out, u)
	}
	return out
}
