package creatio

import (
	"context"
	"fmt"
	"net/http"

	"github.com/sufler/sufler/shared/desk"
)

// StartProcess implements flow.Processes: a process, by its code. It is given the record's
// id as the parameter RecordId.
//
// https://academy.creatio.com/docs/8.x/dev/development-on-creatio-platform/integrations-and-api/process-engine-service/overview
func (m *CRM) StartProcess(ctx context.Context, p desk.CardProcess) error {
	if _, err := m.path(p.Card); err != nil {
		return err
	}
	a, err := m.send(ctx, http.MethodPost, "/ServiceModel/ProcessEngineService.svc/RunProcess", map[string]any{
		"schemaName": p.Process, "parameterValues": []any{map[string]any{"name": "RecordId", "value": p.Card.ID}},
	})
	if err != nil {
		return fmt.Errorf("process %s on %s: %w", p.Process, p.Card, err)
	}
	var said struct {
		Success *bool `json:"success"`
	}
	if err := a.Into(&said); err != nil {
		return fmt.Errorf("process %s on %s: %w", p.Process, p.Card, err)
	}
	if said.Success != nil && !*said.Success {
		return desk.Refuse(desk.CodeCRMRefused, "Creatio did not start the process "+p.Process+". Is its code right, and may the connection's user run it?")
	}
	return nil
}
