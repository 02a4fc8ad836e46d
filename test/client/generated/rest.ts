export interface paths {
    "/user/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Registers a phone number and signs in. */
        post: operations["user-register"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/room/create": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Creates a room with these members; without a name it gets one made of theirs. */
        post: operations["room-create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/room/chatLog": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Pages through the messages of a room, which then count as read. */
        post: operations["room-chatLog"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/room/unread": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Counts unread messages by room. */
        post: operations["room-unread"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/chat33/RevokeMessage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes a message back, which the conversation is told. */
        post: operations["chat33-RevokeMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        SignedIn: {
            /** @description an id: decimal digits, below 2^53 */
            id: string;
            /** @description an id: decimal digits, below 2^53 */
            uid: string;
            /** @description the phone number */
            account: string;
            /**
             * @description 1 yes, 2 no; always 2 here
             * @enum {number}
             */
            verified: 1 | 2;
            username: string;
            /** @description an http address, or "" */
            avatar: string;
            /**
             * @description 1 member, 2 customer service or administrator
             * @enum {number}
             */
            user_level: 1 | 2;
            /** @description for FZM-AUTH-TOKEN; /user/tokenLogin gives none */
            token?: string;
        };
        /** @description For somebody who is no member without members, online number and his own settings. */
        Room: {
            /** @description an id: decimal digits, below 2^53 */
            id: string;
            /** @description what /chat33/search finds the room by */
            markId: string;
            name: string;
            /** @description an http address, or "" */
            avatar: string;
            memberNumber: number;
            /**
             * @description 1 members may add each other as friends, 2 not
             * @enum {number}
             */
            canAddFriend: 1 | 2;
            /**
             * @description 1 with approval, 2 freely, 3 nobody
             * @enum {number}
             */
            joinPermission: 1 | 2 | 3;
            onlineNumber?: number;
            /**
             * @description 1 on, 2 off
             * @enum {number}
             */
            noDisturbing?: 1 | 2;
            /**
             * @description 1 member, 2 manager, 3 owner
             * @enum {number}
             */
            memberLevel?: 1 | 2 | 3;
            /** @description the first 16 */
            users: components["schemas"]["Member"][];
        };
        Member: {
            /** @description an id: decimal digits, below 2^53 */
            id: string;
            /** @description the user’s name */
            nickname: string;
            /** @description his nickname in the room, else his name */
            roomNickname: string;
            /** @description an http address, or "" */
            avatar: string;
            /**
             * @description 1 member, 2 manager, 3 owner
             * @enum {number}
             */
            memberLevel: 1 | 2 | 3;
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
            senderInfo: {
                nickname: string;
                /** @description an http address, or "" */
                avatar: string;
            };
        };
    };
    responses: {
        /** @description A page of a foreign origin sent the cookie. */
        foreign: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "result": -1001,
                 *       "message": "参数错误: this origin may not send the cookie",
                 *       "data": {}
                 *     }
                 */
                "application/json": {
                    /** @constant */
                    result: -1001;
                    message: string;
                    data: Record<string, never>;
                };
            };
        };
        /** @description The body is over 64 KiB. */
        tooBig: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "result": -1001,
                 *       "message": "参数错误: a body has at most 64 KiB",
                 *       "data": {}
                 *     }
                 */
                "application/json": {
                    /** @constant */
                    result: -1001;
                    message: string;
                    data: Record<string, never>;
                };
            };
        };
        /** @description The server cannot serve now. Try again. */
        notServing: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "result": -1000,
                 *       "message": "数据库连接失败: the server is starting",
                 *       "data": {}
                 *     }
                 */
                "application/json": {
                    /** @constant */
                    result: -1000;
                    message: string;
                    data: Record<string, never>;
                };
            };
        };
    };
    parameters: {
        /** @description Who signs in has one session on a phone, one on a PC and one in a browser; a newer one takes the place of the older. */
        device: "Android" | "iOS" | "Web" | "PC";
        /** @description What the user calls his device. Clients that send it are of the newer generation, and get no event 10. */
        deviceName: string;
        /** @description The token of an earlier sign-in. */
        token: string;
        /** @description What a visitor calls himself. */
        uuid: string;
        /** @description The same key of the same user on the same path is the same command, for ever, and is answered as the first time. */
        key: string;
    };
    requestBodies: never;
    headers: {
        /** @description Where in the log the effect of the call stands; absent where there was none. */
        position: number;
        /** @description Names this request in the log of the server. */
        request: string;
        /** @description `session-login=…`, the session that was made. */
        cookie: string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    "user-register": {
        parameters: {
            query?: never;
            header: {
                /** @description Who signs in has one session on a phone, one on a PC and one in a browser; a newer one takes the place of the older. */
                "FZM-DEVICE": components["parameters"]["device"];
                /** @description What the user calls his device. Clients that send it are of the newer generation, and get no event 10. */
                "FZM-DEVICE-NAME"?: components["parameters"]["deviceName"];
                /** @description What a visitor calls himself. */
                "FZM-UUID"?: components["parameters"]["uuid"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description a phone number: 11 digits */
                    mobile: string | number;
                    /** @description 1 to 20 characters */
                    captcha: string;
                    /** @description 8 to 72 characters */
                    password: string;
                    /** @description 1 to 20 characters, without spaces around */
                    nickname?: string;
                };
            };
        };
        responses: {
            /**
             * @description Done where `result` is 0; else refused:
             *
             *     | Code | Text | Meaning |
             *     | --- | --- | --- |
             *     | -1000 | 数据库连接失败 | A store cannot be reached, or is behind; nothing false was shown. |
             *     | -1001 | 参数错误 | A field is of the wrong type, out of range or too long. |
             *     | -1002 | 缺少参数 | A required field or header is absent. |
             *     | -1006 | 未知的设备类型 | FZM-DEVICE is none of Android, iOS, Web and PC. |
             *     | -1012 | 发送频率过快，请稍后再试 | Too many requests; wait a little. |
             *     | -4003 | 用户已注册 | The number belongs to a user already. |
             *     | -4007 | 验证码不正确 | The code is wrong. |
             *     | -4008 | 验证码已经过期或者已使用 | The code has expired or was used. |
             *     | -9000 | 服务端内部错误 | A bug in the server; it was logged under the X-Request-Id of the reply. |
             *     | -9001 | 网络错误，请重试 | The way to another service failed; try again. |
             */
            200: {
                headers: {
                    "Annals-Position": components["headers"]["position"];
                    "X-Request-Id": components["headers"]["request"];
                    "Set-Cookie": components["headers"]["cookie"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        result: 0;
                        message: string;
                        data: components["schemas"]["SignedIn"];
                    } | {
                        /** @enum {unknown} */
                        result: -1000 | -1001 | -1002 | -1006 | -1012 | -4003 | -4007 | -4008 | -9000 | -9001;
                        message: string;
                        data: Record<string, never>;
                    };
                };
            };
            403: components["responses"]["foreign"];
            413: components["responses"]["tooBig"];
            503: components["responses"]["notServing"];
        };
    };
    "room-create": {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key of the same user on the same path is the same command, for ever, and is answered as the first time. */
                "Idempotency-Key"?: components["parameters"]["key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    roomName?: "" | string;
                    roomAvatar?: "" | string;
                    users: (string | number)[];
                };
            };
        };
        responses: {
            /**
             * @description Done where `result` is 0; else refused:
             *
             *     | Code | Text | Meaning |
             *     | --- | --- | --- |
             *     | -1000 | 数据库连接失败 | A store cannot be reached, or is behind; nothing false was shown. |
             *     | -1001 | 参数错误 | A field is of the wrong type, out of range or too long. |
             *     | -1002 | 缺少参数 | A required field or header is absent. |
             *     | -1003 | Session错误 | The signature of the session cookie is wrong. |
             *     | -1004 | 登录过期 | There is no live session. |
             *     | -1007 | 账号已经在其他终端登录 | A newer sign-in took the place of this session. |
             *     | -2001 | 用户不存在 | There is no such user. |
             *     | -6108 | 群人数已经达到上限 | The room has as many members as it may have. |
             *     | -9000 | 服务端内部错误 | A bug in the server; it was logged under the X-Request-Id of the reply. |
             *     | -9001 | 网络错误，请重试 | The way to another service failed; try again. |
             */
            200: {
                headers: {
                    "Annals-Position": components["headers"]["position"];
                    "X-Request-Id": components["headers"]["request"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        result: 0;
                        message: string;
                        data: components["schemas"]["Room"];
                    } | {
                        /** @enum {unknown} */
                        result: -1000 | -1001 | -1002 | -1003 | -1004 | -1007 | -2001 | -6108 | -9000 | -9001;
                        message: string;
                        data: Record<string, never>;
                    };
                };
            };
            403: components["responses"]["foreign"];
            413: components["responses"]["tooBig"];
            503: components["responses"]["notServing"];
        };
    };
    "room-chatLog": {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key of the same user on the same path is the same command, for ever, and is answered as the first time. */
                "Idempotency-Key"?: components["parameters"]["key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description an id: decimal digits */
                    id: string | number;
                    /** @description where the page begins: an id; "" or "0" for the newest, "-1" for behind the end */
                    startId?: string | number;
                    /** @description 1 to 100; 20 where it is absent */
                    number?: string | number;
                };
            };
        };
        responses: {
            /**
             * @description Done where `result` is 0; else refused:
             *
             *     | Code | Text | Meaning |
             *     | --- | --- | --- |
             *     | -1000 | 数据库连接失败 | A store cannot be reached, or is behind; nothing false was shown. |
             *     | -1001 | 参数错误 | A field is of the wrong type, out of range or too long. |
             *     | -1002 | 缺少参数 | A required field or header is absent. |
             *     | -1003 | Session错误 | The signature of the session cookie is wrong. |
             *     | -1004 | 登录过期 | There is no live session. |
             *     | -1007 | 账号已经在其他终端登录 | A newer sign-in took the place of this session. |
             *     | -6101 | 群不存在 | There is no such room, or it was dissolved. |
             *     | -6105 | 用户不在群中 | The user is not in the room. |
             *     | -9000 | 服务端内部错误 | A bug in the server; it was logged under the X-Request-Id of the reply. |
             */
            200: {
                headers: {
                    "Annals-Position": components["headers"]["position"];
                    "X-Request-Id": components["headers"]["request"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        result: 0;
                        message: string;
                        data: {
                            /** @description newest first */
                            logs: components["schemas"]["Message"][];
                            /** @description where the next page begins; "-1" behind the end */
                            nextLog: string;
                        };
                    } | {
                        /** @enum {unknown} */
                        result: -1000 | -1001 | -1002 | -1003 | -1004 | -1007 | -6101 | -6105 | -9000;
                        message: string;
                        data: Record<string, never>;
                    };
                };
            };
            403: components["responses"]["foreign"];
            413: components["responses"]["tooBig"];
            503: components["responses"]["notServing"];
        };
    };
    "room-unread": {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key of the same user on the same path is the same command, for ever, and is answered as the first time. */
                "Idempotency-Key"?: components["parameters"]["key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /**
             * @description Done where `result` is 0; else refused:
             *
             *     | Code | Text | Meaning |
             *     | --- | --- | --- |
             *     | -1000 | 数据库连接失败 | A store cannot be reached, or is behind; nothing false was shown. |
             *     | -1001 | 参数错误 | A field is of the wrong type, out of range or too long. |
             *     | -1003 | Session错误 | The signature of the session cookie is wrong. |
             *     | -1004 | 登录过期 | There is no live session. |
             *     | -1007 | 账号已经在其他终端登录 | A newer sign-in took the place of this session. |
             *     | -9000 | 服务端内部错误 | A bug in the server; it was logged under the X-Request-Id of the reply. |
             */
            200: {
                headers: {
                    "Annals-Position": components["headers"]["position"];
                    "X-Request-Id": components["headers"]["request"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        result: 0;
                        message: string;
                        data: {
                            infos: {
                                /** @description an id: decimal digits, below 2^53 */
                                id: string;
                                /** @description unread messages */
                                number: number;
                                lastLog: components["schemas"]["Message"];
                            }[];
                        };
                    } | {
                        /** @enum {unknown} */
                        result: -1000 | -1001 | -1003 | -1004 | -1007 | -9000;
                        message: string;
                        data: Record<string, never>;
                    };
                };
            };
            403: components["responses"]["foreign"];
            413: components["responses"]["tooBig"];
            503: components["responses"]["notServing"];
        };
    };
    "chat33-RevokeMessage": {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key of the same user on the same path is the same command, for ever, and is answered as the first time. */
                "Idempotency-Key"?: components["parameters"]["key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description an id: decimal digits */
                    logId: string | number;
                    /** @description a whole number from 1 to 2 */
                    type: string | number;
                };
            };
        };
        responses: {
            /**
             * @description Done where `result` is 0; else refused:
             *
             *     | Code | Text | Meaning |
             *     | --- | --- | --- |
             *     | -1000 | 数据库连接失败 | A store cannot be reached, or is behind; nothing false was shown. |
             *     | -1001 | 参数错误 | A field is of the wrong type, out of range or too long. |
             *     | -1002 | 缺少参数 | A required field or header is absent. |
             *     | -1003 | Session错误 | The signature of the session cookie is wrong. |
             *     | -1004 | 登录过期 | There is no live session. |
             *     | -1007 | 账号已经在其他终端登录 | A newer sign-in took the place of this session. |
             *     | -2023 | 删除消息失败 | This message cannot be removed by this user. |
             *     | -2024 | 消息发出已超过10分钟 | The message is older than 10 minutes. |
             *     | -2025 | 找不到该聊天记录 | There is no such message in a room. |
             *     | -3000 | 权限不足 | The role in the room is too low. |
             *     | -3005 | 找不到该聊天记录 | There is no such message between friends. |
             *     | -6101 | 群不存在 | There is no such room, or it was dissolved. |
             *     | -6105 | 用户不在群中 | The user is not in the room. |
             *     | -9000 | 服务端内部错误 | A bug in the server; it was logged under the X-Request-Id of the reply. |
             */
            200: {
                headers: {
                    "Annals-Position": components["headers"]["position"];
                    "X-Request-Id": components["headers"]["request"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        result: 0;
                        message: string;
                        data: Record<string, never>;
                    } | {
                        /** @enum {unknown} */
                        result: -1000 | -1001 | -1002 | -1003 | -1004 | -1007 | -2023 | -2024 | -2025 | -3000 | -3005 | -6101 | -6105 | -9000;
                        message: string;
                        data: Record<string, never>;
                    };
                };
            };
            403: components["responses"]["foreign"];
            413: components["responses"]["tooBig"];
            503: components["responses"]["notServing"];
        };
    };
}
