export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        SendMessage: {
            /** @constant */
            eventType: 0;
            /** @description Chosen by the client, new for each message, the same in each retry of it. */
            msgId: string;
            /**
             * @description 1 chat room, 2 room, 3 friend
             * @enum {number}
             */
            channelType: 1 | 2 | 3;
            /** @description The chat room, the room, or the friend’s user id. */
            targetId: string;
            /** @constant */
            msgType: 0;
            /** @description An announcement. */
            msg: {
                /** @description Not only spaces, at most 500 characters. */
                content: string;
            } & {
                [key: string]: unknown;
            };
            /**
             * @description 1 burn after reading, 2 ordinary
             * @enum {number}
             */
            isSnap?: 1 | 2;
            /** @description Whatever the sender’s client has added. */
            ext?: unknown;
        } | {
            /** @constant */
            eventType: 0;
            /** @description Chosen by the client, new for each message, the same in each retry of it. */
            msgId: string;
            /**
             * @description 1 chat room, 2 room, 3 friend
             * @enum {number}
             */
            channelType: 1 | 2 | 3;
            /** @description The chat room, the room, or the friend’s user id. */
            targetId: string;
            /** @constant */
            msgType: 1;
            /** @description A text. */
            msg: {
                /** @description Not only spaces, at most 6000 characters. */
                content: string;
            } & {
                [key: string]: unknown;
            };
            /**
             * @description 1 burn after reading, 2 ordinary
             * @enum {number}
             */
            isSnap?: 1 | 2;
            /** @description Whatever the sender’s client has added. */
            ext?: unknown;
        } | {
            /** @constant */
            eventType: 0;
            /** @description Chosen by the client, new for each message, the same in each retry of it. */
            msgId: string;
            /**
             * @description 1 chat room, 2 room, 3 friend
             * @enum {number}
             */
            channelType: 1 | 2 | 3;
            /** @description The chat room, the room, or the friend’s user id. */
            targetId: string;
            /** @constant */
            msgType: 2;
            /** @description A voice message. */
            msg: {
                /**
                 * Format: uri
                 * @description http or https.
                 */
                mediaUrl: string;
                /** @description Seconds. */
                time: number;
            } & {
                [key: string]: unknown;
            };
            /**
             * @description 1 burn after reading, 2 ordinary
             * @enum {number}
             */
            isSnap?: 1 | 2;
            /** @description Whatever the sender’s client has added. */
            ext?: unknown;
        } | {
            /** @constant */
            eventType: 0;
            /** @description Chosen by the client, new for each message, the same in each retry of it. */
            msgId: string;
            /**
             * @description 1 chat room, 2 room, 3 friend
             * @enum {number}
             */
            channelType: 1 | 2 | 3;
            /** @description The chat room, the room, or the friend’s user id. */
            targetId: string;
            /** @constant */
            msgType: 3;
            /** @description An image, its size in pixels. */
            msg: {
                /**
                 * Format: uri
                 * @description http or https.
                 */
                imageUrl: string;
                width: number;
                height: number;
            } & {
                [key: string]: unknown;
            };
            /**
             * @description 1 burn after reading, 2 ordinary
             * @enum {number}
             */
            isSnap?: 1 | 2;
            /** @description Whatever the sender’s client has added. */
            ext?: unknown;
        } | {
            /** @constant */
            eventType: 0;
            /** @description Chosen by the client, new for each message, the same in each retry of it. */
            msgId: string;
            /**
             * @description 1 chat room, 2 room, 3 friend
             * @enum {number}
             */
            channelType: 1 | 2 | 3;
            /** @description The chat room, the room, or the friend’s user id. */
            targetId: string;
            /** @constant */
            msgType: 4;
            /** @description A red packet. */
            msg: {
                coin: string | number;
                packetId: string | number;
                packetType: string | number;
            } & {
                [key: string]: unknown;
            };
            /**
             * @description 1 burn after reading, 2 ordinary
             * @enum {number}
             */
            isSnap?: 1 | 2;
            /** @description Whatever the sender’s client has added. */
            ext?: unknown;
        } | {
            /** @constant */
            eventType: 0;
            /** @description Chosen by the client, new for each message, the same in each retry of it. */
            msgId: string;
            /**
             * @description 1 chat room, 2 room, 3 friend
             * @enum {number}
             */
            channelType: 1 | 2 | 3;
            /** @description The chat room, the room, or the friend’s user id. */
            targetId: string;
            /** @constant */
            msgType: 5;
            /** @description A video. */
            msg: {
                /**
                 * Format: uri
                 * @description http or https.
                 */
                mediaUrl: string;
                /** @description Seconds. */
                time: number;
            } & {
                [key: string]: unknown;
            };
            /**
             * @description 1 burn after reading, 2 ordinary
             * @enum {number}
             */
            isSnap?: 1 | 2;
            /** @description Whatever the sender’s client has added. */
            ext?: unknown;
        };
        CatchUp: {
            /** @constant */
            eventType: 42;
            /** @description Comes back in the answer. */
            msgId?: string;
            /** @description The last message seen: each one behind it comes exactly once. */
            logId?: string;
            /** @description Inclusive, give or take 5 s; 0: the last two days, in frames 40. */
            time?: number;
        };
        Message: {
            /** @description As the client gave it; "" where it gave none. */
            msgId: string;
            /**
             * @description 1 chat room, 2 room, 3 friend
             * @enum {number}
             */
            channelType: 1 | 2 | 3;
            /** @description an id: decimal digits, below 2^53 */
            fromId: string;
            /** @description The chat room, the room, or of two friends the one who did not send it. */
            targetId: string;
            /** @constant */
            msgType: 0;
            /** @description An announcement. */
            msg: {
                /** @description Not only spaces, at most 500 characters. */
                content: string;
            } & {
                [key: string]: unknown;
            };
            /** @description ms since 1970 */
            datetime: number;
            /** @description Greater than that of every earlier message of the conversation; known by it in the whole product. */
            logId: string;
            /**
             * @description 1 burn after reading, 2 ordinary
             * @enum {number}
             */
            isSnap?: 1 | 2;
            /** @description Whatever the sender’s client has added. */
            ext?: unknown;
            /** @constant */
            eventType: 0;
            senderInfo: {
                nickname: string;
                /** @description an http address, or "" */
                avatar: string;
            };
        } | {
            /** @description As the client gave it; "" where it gave none. */
            msgId: string;
            /**
             * @description 1 chat room, 2 room, 3 friend
             * @enum {number}
             */
            channelType: 1 | 2 | 3;
            /** @description an id: decimal digits, below 2^53 */
            fromId: string;
            /** @description The chat room, the room, or of two friends the one who did not send it. */
            targetId: string;
            /** @constant */
            msgType: 1;
            /** @description A text. */
            msg: {
                /** @description Not only spaces, at most 6000 characters. */
                content: string;
            } & {
                [key: string]: unknown;
            };
            /** @description ms since 1970 */
            datetime: number;
            /** @description Greater than that of every earlier message of the conversation; known by it in the whole product. */
            logId: string;
            /**
             * @description 1 burn after reading, 2 ordinary
             * @enum {number}
             */
            isSnap?: 1 | 2;
            /** @description Whatever the sender’s client has added. */
            ext?: unknown;
            /** @constant */
            eventType: 0;
            senderInfo: {
                nickname: string;
                /** @description an http address, or "" */
                avatar: string;
            };
        } | {
            /** @description As the client gave it; "" where it gave none. */
            msgId: string;
            /**
             * @description 1 chat room, 2 room, 3 friend
             * @enum {number}
             */
            channelType: 1 | 2 | 3;
            /** @description an id: decimal digits, below 2^53 */
            fromId: string;
            /** @description The chat room, the room, or of two friends the one who did not send it. */
            targetId: string;
            /** @constant */
            msgType: 2;
            /** @description A voice message. */
            msg: {
                /**
                 * Format: uri
                 * @description http or https.
                 */
                mediaUrl: string;
                /** @description Seconds. */
                time: number;
            } & {
                [key: string]: unknown;
            };
            /** @description ms since 1970 */
            datetime: number;
            /** @description Greater than that of every earlier message of the conversation; known by it in the whole product. */
            logId: string;
            /**
             * @description 1 burn after reading, 2 ordinary
             * @enum {number}
             */
            isSnap?: 1 | 2;
            /** @description Whatever the sender’s client has added. */
            ext?: unknown;
            /** @constant */
            eventType: 0;
            senderInfo: {
                nickname: string;
                /** @description an http address, or "" */
                avatar: string;
            };
        } | {
            /** @description As the client gave it; "" where it gave none. */
            msgId: string;
            /**
             * @description 1 chat room, 2 room, 3 friend
             * @enum {number}
             */
            channelType: 1 | 2 | 3;
            /** @description an id: decimal digits, below 2^53 */
            fromId: string;
            /** @description The chat room, the room, or of two friends the one who did not send it. */
            targetId: string;
            /** @constant */
            msgType: 3;
            /** @description An image, its size in pixels. */
            msg: {
                /**
                 * Format: uri
                 * @description http or https.
                 */
                imageUrl: string;
                width: number;
                height: number;
            } & {
                [key: string]: unknown;
            };
            /** @description ms since 1970 */
            datetime: number;
            /** @description Greater than that of every earlier message of the conversation; known by it in the whole product. */
            logId: string;
            /**
             * @description 1 burn after reading, 2 ordinary
             * @enum {number}
             */
            isSnap?: 1 | 2;
            /** @description Whatever the sender’s client has added. */
            ext?: unknown;
            /** @constant */
            eventType: 0;
            senderInfo: {
                nickname: string;
                /** @description an http address, or "" */
                avatar: string;
            };
        } | {
            /** @description As the client gave it; "" where it gave none. */
            msgId: string;
            /**
             * @description 1 chat room, 2 room, 3 friend
             * @enum {number}
             */
            channelType: 1 | 2 | 3;
            /** @description an id: decimal digits, below 2^53 */
            fromId: string;
            /** @description The chat room, the room, or of two friends the one who did not send it. */
            targetId: string;
            /** @constant */
            msgType: 4;
            /** @description A red packet. */
            msg: {
                coin: string | number;
                packetId: string | number;
                packetType: string | number;
            } & {
                [key: string]: unknown;
            };
            /** @description ms since 1970 */
            datetime: number;
            /** @description Greater than that of every earlier message of the conversation; known by it in the whole product. */
            logId: string;
            /**
             * @description 1 burn after reading, 2 ordinary
             * @enum {number}
             */
            isSnap?: 1 | 2;
            /** @description Whatever the sender’s client has added. */
            ext?: unknown;
            /** @constant */
            eventType: 0;
            senderInfo: {
                nickname: string;
                /** @description an http address, or "" */
                avatar: string;
            };
        } | {
            /** @description As the client gave it; "" where it gave none. */
            msgId: string;
            /**
             * @description 1 chat room, 2 room, 3 friend
             * @enum {number}
             */
            channelType: 1 | 2 | 3;
            /** @description an id: decimal digits, below 2^53 */
            fromId: string;
            /** @description The chat room, the room, or of two friends the one who did not send it. */
            targetId: string;
            /** @constant */
            msgType: 5;
            /** @description A video. */
            msg: {
                /**
                 * Format: uri
                 * @description http or https.
                 */
                mediaUrl: string;
                /** @description Seconds. */
                time: number;
            } & {
                [key: string]: unknown;
            };
            /** @description ms since 1970 */
            datetime: number;
            /** @description Greater than that of every earlier message of the conversation; known by it in the whole product. */
            logId: string;
            /**
             * @description 1 burn after reading, 2 ordinary
             * @enum {number}
             */
            isSnap?: 1 | 2;
            /** @description Whatever the sender’s client has added. */
            ext?: unknown;
            /** @constant */
            eventType: 0;
            senderInfo: {
                nickname: string;
                /** @description an http address, or "" */
                avatar: string;
            };
        } | {
            /** @description As the client gave it; "" where it gave none. */
            msgId: string;
            /**
             * @description 1 chat room, 2 room, 3 friend
             * @enum {number}
             */
            channelType: 1 | 2 | 3;
            /** @description an id: decimal digits, below 2^53 */
            fromId: string;
            /** @description The chat room, the room, or of two friends the one who did not send it. */
            targetId: string;
            /** @constant */
            msgType: 6;
            msg: {
                /** @constant */
                type: 1;
                /** @description What to show where the type is not known. */
                content: string;
                /** @description Who acted. */
                operator: string;
                /** @description His name: in a room his nickname there. */
                name: string;
                /** @description an id: decimal digits, below 2^53 */
                logId: string;
                /**
                 * @description 1 member, 2 manager, 3 owner
                 * @enum {number}
                 */
                level: 1 | 2 | 3;
            } | {
                /** @constant */
                type: 2;
                /** @description What to show where the type is not known. */
                content: string;
                /** @description Who acted. */
                operator: string;
                /** @description His name: in a room his nickname there. */
                name: string;
            } | {
                /** @constant */
                type: 3;
                /** @description What to show where the type is not known. */
                content: string;
                /** @description Who acted. */
                operator: string;
                /** @description His name: in a room his nickname there. */
                name: string;
            } | {
                /** @constant */
                type: 4;
                /** @description What to show where the type is not known. */
                content: string;
                /** @description Who acted. */
                operator: string;
                /** @description Whom it is about. */
                target: string;
                targetName: string;
            } | {
                /** @constant */
                type: 5;
                /** @description What to show where the type is not known. */
                content: string;
                /** @description Who acted. */
                operator: string;
                /** @description His name: in a room his nickname there. */
                name: string;
            } | {
                /** @constant */
                type: 6;
                /** @description What to show where the type is not known. */
                content: string;
                /** @description Who acted. */
                operator: string;
            } | {
                /** @constant */
                type: 7;
                /** @description What to show where the type is not known. */
                content: string;
                /** @description Who acted. */
                operator: string;
                /** @description His name: in a room his nickname there. */
                name: string;
                /** @description Whom it is about. */
                target: string;
                targetName: string;
            } | {
                /** @constant */
                type: 8;
                /** @description What to show where the type is not known. */
                content: string;
                /** @description Who acted. */
                operator: string;
                /** @description Whom it is about. */
                target: string;
            } | {
                /** @constant */
                type: 9;
                /** @description What to show where the type is not known. */
                content: string;
                /** @description Who acted. */
                operator: string;
                /** @description Whom it is about. */
                target: string;
                targetName: string;
            } | {
                /** @constant */
                type: 10;
                /** @description What to show where the type is not known. */
                content: string;
                /** @description Who acted. */
                operator: string;
                /** @description Whom it is about. */
                target: string;
                targetName: string;
            } | {
                /** @constant */
                type: 12;
                /** @description What to show where the type is not known. */
                content: string;
                /** @description Who acted. */
                operator: string;
                /** @description His name: in a room his nickname there. */
                name: string;
                /** @description an id: decimal digits, below 2^53 */
                owner: string;
                ownerName: string;
                packetId: string;
            } | {
                /** @constant */
                type: 13;
                /** @description What to show where the type is not known. */
                content: string;
                /** @description Who acted. */
                operator: string;
                /** @description Whom it is about. */
                target: string;
            } | {
                /** @constant */
                type: 17;
                /** @description What to show where the type is not known. */
                content: string;
                /** @description Who acted. */
                operator: string;
                /** @description His name: in a room his nickname there. */
                name: string;
                users: string[];
                names: string[];
            };
            /** @description ms since 1970 */
            datetime: number;
            /** @description Greater than that of every earlier message of the conversation; known by it in the whole product. */
            logId: string;
            /**
             * @description 1 burn after reading, 2 ordinary
             * @enum {number}
             */
            isSnap?: 1 | 2;
            /** @description Whatever the sender’s client has added. */
            ext?: unknown;
            /** @constant */
            eventType: 0;
            senderInfo: {
                nickname: string;
                /** @description an http address, or "" */
                avatar: string;
            };
        };
        MissedMessages: {
            /** @constant */
            eventType: 41;
            /** @description In log order. */
            list: components["schemas"]["Message"][];
        };
        OldMessages: {
            /** @constant */
            eventType: 40;
            /** @description In log order. */
            list: components["schemas"]["Message"][];
        };
        CaughtUp: {
            /** @constant */
            eventType: 43;
        };
        Joined: {
            /** @constant */
            eventType: 20;
            /** @description an id: decimal digits, below 2^53 */
            roomId: string;
            /** @description You. */
            userId: string;
            /** @description ms since 1970 */
            datetime: number;
        };
        SendMessageRefused: {
            /** @constant */
            eventType: 0;
            /** @description As the client gave it; "" where it gave none. */
            msgId: string;
            /**
             * @description * -1005 消息格式错误: The frame is not a valid one.
             *     * -1012 发送频率过快，请稍后再试: Too many requests; wait a little. Try again later.
             *     * -2008 游客没有发消息权限: Visitors may read, not write.
             *     * -2007 用户被禁言: The user is muted.
             *     * -4006 非法的红包ID: There is no such red packet.
             *     * -2001 用户不存在: There is no such user.
             *     * -2021 不能对自己进行操作: This cannot be done to oneself.
             *     * -2018 对方不是您的好友: The two are no friends.
             *     * -6101 群不存在: There is no such room, or it was dissolved.
             *     * -6105 用户不在群中: The user is not in the room.
             *     * -3000 权限不足: The role in the room is too low.
             *     * -5000 聊天室不存在: There is no such chat room, or it is closed.
             *     * -5001 用户未进入此聊天室: The chat room has not been entered.
             *     * -2006 用户没有发系统消息权限: Announcements are not for this user.
             *     * -1004 登录过期: There is no live session.
             *     * -1007 账号已经在其他终端登录: A newer sign-in took the place of this session.
             *     * -1000 数据库连接失败: A store cannot be reached, or is behind; nothing false was shown. Try again later.
             *     * -9000 服务端内部错误: A bug in the server; it was logged under the X-Request-Id of the reply.
             * @enum {number}
             */
            code: -1005 | -1012 | -2008 | -2007 | -4006 | -2001 | -2021 | -2018 | -6101 | -6105 | -3000 | -5000 | -5001 | -2006 | -1004 | -1007 | -1000 | -9000;
            /** @description The text of the code; behind a colon what was wrong, for developers. */
            content: string;
        };
        CatchUpRefused: {
            /** @constant */
            eventType: 42;
            /** @description As the client gave it; "" where it gave none. */
            msgId: string;
            /**
             * @description * -1005 消息格式错误: The frame is not a valid one.
             *     * -1004 登录过期: There is no live session.
             *     * -1007 账号已经在其他终端登录: A newer sign-in took the place of this session.
             *     * -1000 数据库连接失败: A store cannot be reached, or is behind; nothing false was shown. Try again later.
             *     * -9000 服务端内部错误: A bug in the server; it was logged under the X-Request-Id of the reply.
             * @enum {number}
             */
            code: -1005 | -1004 | -1007 | -1000 | -9000;
            /** @description The text of the code; behind a colon what was wrong, for developers. */
            content: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
