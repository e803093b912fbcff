package kommo

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"

	"github.com/sufler/sufler/shared/desk"
)

// StartProcess implements flow.Processes: a Salesbot, by its number, on a lead or a
// contact.
//
// https://developers.kommo.com/reference/launch-salesbot
func (m *CRM) StartProcess(ctx context.Context, p desk.CardProcess) error {
	if n, err := strconv.ParseUint(p.Process, 10, 63); err != nil || n == 0 {
		return fmt.Errorf("%w: a Salesbot is named by its number", desk.ErrInvalid)
	}
	kinds := map[desk.CardKind]int{desk.KindContact: 1, desk.KindDeal: 2}
	if kinds[p.Card.Kind] == 0 {
		return fmt.Errorf("%w: a Salesbot is started on leads and contacts", desk.ErrInvalid)
	}
	if _, err := m.path(p.Card); err != nil {
		return err
	}
	one := map[string]any{"bot_id": json.Number(p.Process), "entity_id": json.Number(p.Card.ID), "entity_type": kinds[p.Card.Kind]}
	if err := m.call(ctx, http.MethodPost, "/api/v2/salesbot/run", []any{one}, nil); err != nil {
		return fmt.Errorf("salesbot %s on %s: %w", p.Process, p.Card, err)
	}
	return nil
}
