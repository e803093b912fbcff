package main

import "testing"

func TestSmoke(t *testing.T) {
	h := newHouse(t)
	d := h.says(anna, "Hello!", "I am Anna.")
	h.reply(d, "Hello, Anna.")
	h.reader.finds("client_name", "Anna", "Anna")
	r := h.read(d)
	t.Logf("%+v", r)
	t.Logf("%+v", h.card(h.lead(d)))
	t.Logf("%+v", h.timeline(h.lead(d), ""))
	t.Logf("%+v", h.messages(d))
}
