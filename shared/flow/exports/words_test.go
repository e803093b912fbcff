package exports

import (
	"os"
	"strings"
	"testing"

	"github.com/sufler/sufler/shared/desk"
)

// words of the console by which the columns of its table are called; what is not here it
// does not show, or, as a dialog's id, otherwise.
var consoleColumns = [][2]string{
	{string(desk.ColumnOpened), "chat.opened"}, {string(desk.ColumnClosed), "conversations.by.closed"}, {string(desk.ColumnStatus), "conversations.by.detailed"},
	{string(desk.ColumnChannel), "channel"}, {string(desk.ColumnLine), "line"}, {string(desk.ColumnTeam), "conversations.by.team"},
	{string(desk.ColumnOperator), "conversations.by.operator"}, {string(desk.ColumnName), "conversations.customer"}, {string(desk.ColumnUsername), "field.username"},
	{string(desk.ColumnPhone), "phone"}, {string(desk.ColumnEmail), "email"}, {string(desk.ColumnCards), "conversations.cards"},
	{string(desk.ColumnType), "conversations.type"}, {string(desk.ColumnPriority), "priority"}, {string(desk.ColumnLabels), "labels"}, {string(desk.ColumnAccepted), "conversations.accepted"},
	{string(desk.ColumnReplied), "conversations.replied"}, {string(desk.ColumnTalked), "conversations.talked"}, {string(desk.ColumnLast), "conversations.last"},
	{string(desk.ColumnActivity), "conversations.activity"},
}

// CL-10 … CL-14: what a file and the console's table both say, they say in the same words:
// what the columns are called, a dialog's state, its priority, a website.
func TestAFileSpeaksAsTheConsole_CL10_CL11_CL12_CL14(t *testing.T) {
	table, err := os.ReadFile("../../../functions/console/src/conversations/columns.tsx")
	if err != nil {
		t.Fatal(err)
	}
	for name, l := range languages() {
		body, err := os.ReadFile("../../../functions/console/src/words/" + name + ".json")
		if err != nil {
			t.Fatal(err)
		}
		same := func(key, got string) {
			t.Helper()
			_, rest, _ := strings.Cut(string(body), `"`+key+`": "`)
			if want, _, _ := strings.Cut(rest, `"`); got != want || got == "" {
				t.Errorf("%s: %s is %q in a file, %q in the console", name, key, got, want)
			}
		}
		same("conversations", l.title)
		for _, c := range consoleColumns {
			same(c[1], l.columns[desk.ExportColumn(c[0])])
			if c[0] != string(desk.ColumnUsername) && !strings.Contains(string(table), `word: "`+c[1]+`"`) {
				t.Errorf("the console's table has no column %s any more", c[1])
			}
		}
		for _, c := range desk.ExportColumns() {
			if l.columns[c] == "" {
				t.Errorf("%s: the column %s has no name", name, c)
			}
		}
		for _, state := range []desk.Detailed{"waiting_operator", "waiting_customer", "in_progress_operator", "in_progress_customer", "bot_operator", "bot_customer", desk.DetailedClosed} {
			same("conversations.detailed."+string(state), l.states[state])
		}
		for _, kind := range desk.DialogTypes() {
			same("conversations.type."+string(kind), l.types[kind])
		}
		for word, p := range map[string]desk.Priority{"normal": desk.PriorityNormal, "high": desk.PriorityHigh, "urgent": desk.PriorityUrgent} {
			same("priority."+word, l.priorities[p])
		}
		for channel, got := range l.channels {
			same("channel."+string(channel), got)
		}
		if len(l.channels) == 0 {
			t.Errorf("%s: the website has no name", name)
		}
	}
}
