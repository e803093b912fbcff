package exports

import "github.com/sufler/sufler/shared/desk"

// language is what a file says in one language: what the console's table of conversations
// says, too, it says in the same words, to which a test holds it.
type language struct {
	title      string // of the sheet
	columns    map[desk.ExportColumn]string
	states     map[desk.Detailed]string
	types      map[desk.DialogType]string
	priorities map[desk.Priority]string
	reasons    map[desk.CloseReason]string
	channels   map[desk.Channel]string // that are not called alike everywhere
}

func languages() map[string]language {
	return map[string]language{"en": english(), "es": spanish(), "ru": russian()}
}

func english() language {
	return language{
		title: "Conversations",
		columns: map[desk.ExportColumn]string{
			desk.ColumnDialog: "Dialog", desk.ColumnOpened: "Begun", desk.ColumnClosed: "Completed", desk.ColumnStatus: "Status (detailed)", desk.ColumnType: "Type", desk.ColumnChannel: "Channel",
			desk.ColumnLine: "Line", desk.ColumnTeam: "Team", desk.ColumnOperator: "Responsible", desk.ColumnName: "Client", desk.ColumnUsername: "Username",
			desk.ColumnPhone: "Phone", desk.ColumnEmail: "E-mail", desk.ColumnCards: "CRM record", desk.ColumnPriority: "Priority", desk.ColumnLabels: "Labels",
			desk.ColumnWaiting: "Waiting since", desk.ColumnAccepted: "Accepted after", desk.ColumnReplied: "First reply after",
			desk.ColumnTalked: "Talked for", desk.ColumnEnded: "Until the operator closed it", desk.ColumnReason: "Why it was closed", desk.ColumnActivity: "Last message", desk.ColumnLast: "Last words",
		},
		states: map[desk.Detailed]string{
			"waiting_operator": "Waiting for an operator, the customer waits for a reply", "waiting_customer": "Waiting for an operator, replied",
			"in_progress_operator": "In progress, the customer waits for a reply", "in_progress_customer": "In progress, replied",
			"bot_operator": "With the bot, the customer waits for a reply", "bot_customer": "With the bot, replied", "closed": "Completed",
		},
		types:      map[desk.DialogType]string{desk.DialogIncoming: "Incoming", desk.DialogOutgoing: "Outgoing", desk.DialogHandedOn: "Handed over"},
		priorities: map[desk.Priority]string{desk.PriorityNormal: "Normal", desk.PriorityHigh: "High", desk.PriorityUrgent: "Urgent"},
		reasons: map[desk.CloseReason]string{
			desk.ClosedByHand: "By an operator", desk.ClosedIdle: "By itself", desk.ClosedTransfer: "Handed over", desk.ClosedErased: "The customer was erased",
		},
		channels: map[desk.Channel]string{desk.ChannelWeb: "Website"},
	}
}

func spanish() language {
	return language{
		title: "Conversaciones",
		columns: map[desk.ExportColumn]string{
			desk.ColumnDialog: "Diálogo", desk.ColumnOpened: "Comenzó", desk.ColumnClosed: "Completada", desk.ColumnStatus: "Estado (detallado)", desk.ColumnType: "Tipo", desk.ColumnChannel: "Canal",
			desk.ColumnLine: "Línea", desk.ColumnTeam: "Equipo", desk.ColumnOperator: "Responsable", desk.ColumnName: "Cliente", desk.ColumnUsername: "Usuario",
			desk.ColumnPhone: "Teléfono", desk.ColumnEmail: "Correo electrónico", desk.ColumnCards: "Registro del CRM", desk.ColumnPriority: "Prioridad",
			desk.ColumnLabels: "Etiquetas", desk.ColumnWaiting: "En espera desde", desk.ColumnAccepted: "Aceptado tras",
			desk.ColumnReplied: "Primera respuesta tras", desk.ColumnTalked: "Duró", desk.ColumnEnded: "Hasta que lo cerró el operador",
			desk.ColumnReason: "Motivo del cierre", desk.ColumnActivity: "Último mensaje", desk.ColumnLast: "Últimas palabras",
		},
		states: map[desk.Detailed]string{
			"waiting_operator": "Espera a un operador, el cliente espera respuesta", "waiting_customer": "Espera a un operador, respondido",
			"in_progress_operator": "En curso, el cliente espera respuesta", "in_progress_customer": "En curso, respondido",
			"bot_operator": "Con el bot, el cliente espera respuesta", "bot_customer": "Con el bot, respondido", "closed": "Terminado",
		},
		types:      map[desk.DialogType]string{desk.DialogIncoming: "Entrante", desk.DialogOutgoing: "Saliente", desk.DialogHandedOn: "Transferida"},
		priorities: map[desk.Priority]string{desk.PriorityNormal: "Prioridad normal", desk.PriorityHigh: "Alta", desk.PriorityUrgent: "Urgente"},
		reasons: map[desk.CloseReason]string{
			desk.ClosedByHand: "Por un operador", desk.ClosedIdle: "Automáticamente", desk.ClosedTransfer: "Transferido", desk.ClosedErased: "Se borró al cliente",
		},
		channels: map[desk.Channel]string{desk.ChannelWeb: "Sitio web"},
	}
}

func russian() language {
	return language{
		title: "Диалоги",
		columns: map[desk.ExportColumn]string{
			desk.ColumnDialog: "Диалог", desk.ColumnOpened: "Начат", desk.ColumnClosed: "Завершён", desk.ColumnStatus: "Статус (подробно)", desk.ColumnType: "Тип", desk.ColumnChannel: "Канал",
			desk.ColumnLine: "Линия", desk.ColumnTeam: "Команда", desk.ColumnOperator: "Ответственный", desk.ColumnName: "Клиент", desk.ColumnUsername: "Имя пользователя",
			desk.ColumnPhone: "Телефон", desk.ColumnEmail: "Электронная почта", desk.ColumnCards: "Запись CRM", desk.ColumnPriority: "Приоритет", desk.ColumnLabels: "Метки",
			desk.ColumnWaiting: "Ожидает с", desk.ColumnAccepted: "Принят через", desk.ColumnReplied: "Первый ответ через",
			desk.ColumnTalked: "Длился", desk.ColumnEnded: "До закрытия оператором", desk.ColumnReason: "Причина закрытия", desk.ColumnActivity: "Последнее сообщение", desk.ColumnLast: "Последние слова",
		},
		states: map[desk.Detailed]string{
			"waiting_operator": "Ожидает оператора, клиент ждёт ответа", "waiting_customer": "Ожидает оператора, ответ дан",
			"in_progress_operator": "В работе, клиент ждёт ответа", "in_progress_customer": "В работе, ответ дан",
			"bot_operator": "У бота, клиент ждёт ответа", "bot_customer": "У бота, ответ дан", "closed": "Завершён",
		},
		types:      map[desk.DialogType]string{desk.DialogIncoming: "Входящий", desk.DialogOutgoing: "Исходящий", desk.DialogHandedOn: "Передан"},
		priorities: map[desk.Priority]string{desk.PriorityNormal: "Обычный", desk.PriorityHigh: "Высокий", desk.PriorityUrgent: "Срочный"},
		reasons: map[desk.CloseReason]string{
			desk.ClosedByHand: "Оператором", desk.ClosedIdle: "Автоматически", desk.ClosedTransfer: "Передан", desk.ClosedErased: "Клиент удалён",
		},
		channels: map[desk.Channel]string{desk.ChannelWeb: "Сайт"},
	}
}
